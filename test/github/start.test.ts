import { expect, test } from "vitest";
import { postScriptBeside } from "../../src/github/start.ts";

const BUNDLE = "file:///disk2/work/_actions/a/dist/pre/index.js";

test("the post step's script is told by the path that the runner starts it with, links in it and all", () => {
  const started = "/home/runner/_work/_actions/a/dist/pre/index.js";
  expect(postScriptBeside(BUNDLE, started)).toBe("/home/runner/_work/_actions/a/dist/post/index.js");
  expect(postScriptBeside(BUNDLE, undefined)).toBe("/disk2/work/_actions/a/dist/post/index.js");
});
