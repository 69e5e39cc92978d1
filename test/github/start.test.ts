import { expect, test } from "vitest";
import { readInputs } from "../../src/github/inputs.ts";
import { knownSecrets, postScriptBeside } from "../../src/github/start.ts";
import { digestInputs } from "../../src/github/this-watch.ts";
import { readActionDefinition } from "../runner/action-definition.ts";

const BUNDLE = "file:///disk2/work/_actions/a/dist/pre/index.js";

test("the post step's script is told by the path that the runner starts it with, links in it and all", () => {
  const started = "/home/runner/_work/_actions/a/dist/pre/index.js";
  expect(postScriptBeside(BUNDLE, started)).toBe("/home/runner/_work/_actions/a/dist/post/index.js");
  expect(postScriptBeside(BUNDLE, undefined)).toBe("/disk2/work/_actions/a/dist/post/index.js");
});

const ACTION = readActionDefinition(new URL("../..", import.meta.url).pathname).inputs ?? {};

function inputs(given: Readonly<Record<string, string>>) {
  return readInputs((name) => given[name] ?? ACTION[name]?.default ?? "");
}

const ENDPOINT = { "otlp-endpoint": "https://otel.test", "github-token": "gh-token" };

test("the tokens are known to be secret, and the headers that are sent", () => {
  const given = inputs({ ...ENDPOINT, "otlp-headers": "authorization=Bearer%20abcdefgh" });
  expect(knownSecrets(given, { ACTIONS_RUNTIME_TOKEN: "rt-token" })).toEqual([
    "gh-token",
    "rt-token",
    "Bearer abcdefgh",
    "abcdefgh",
  ]);
  expect(knownSecrets(inputs({ "github-token": "" }), {})).toEqual([]);
});

test("what is secret in inputs is in no digest, all else is", () => {
  const digest = (given: Readonly<Record<string, string>>): string =>
    digestInputs(inputs({ ...ENDPOINT, ...given }));
  expect(digest({ "otlp-headers": "a=1", "github-token": "other" })).toBe(digest({}));
  expect(digest({ "otlp-events": "all" })).not.toBe(digest({}));
});
