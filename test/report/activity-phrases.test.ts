import { expect, test } from "vitest";
import { data, words } from "../../src/kinds/kind.ts";
import { ActivityObserver } from "../../src/report/activity-observer.ts";
import { packageTitleOf, stepTitleOf } from "../../src/report/activity-phrases.ts";
import { event } from "./reports.ts";

const SCRIPT = "/w/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh";
const WORKER = { exec_path: "/bin/Runner.Worker", argv: [], is_runner: true };
const BASH = { exec_path: "/usr/bin/bash", argv: ["bash", SCRIPT], cwd: "/w/app" };
const NPM = { exec_path: "/usr/bin/npm", argv: ["npm", "ci"], cwd: "/w/app" };
const SETUP = { exec_path: "/bin/sh", argv: ["sh", "-c", "node x"], cwd: "/w/app/node_modules/a" };
const ACTION = { exec_path: "/n/node", argv: ["node", "/w/_actions/acme/do/v1/index.js"] };

const executed = (...images: readonly object[]) => {
  const [process, ...ancestors] = [WORKER, ...images].reverse();
  return event({ event_type: "process_exec", process: { ...process, ancestors } });
};

test("a match tells its step and its package as people know them", () => {
  const setup = executed(BASH, NPM, SETUP);
  const observer = new ActivityObserver();
  for (const each of [executed(BASH), executed(BASH, NPM), setup, executed(ACTION)]) observer.add(each);
  const packages = new Map([["/w/app/node_modules/a", { name: "a", version: "1.2.3" }]]);
  const [known, unknown] = [new Map([[SCRIPT, "make all"]]), new Map<string, string>()].map((steps) =>
    observer.activity({ steps, packages }),
  );
  if (known === undefined || unknown === undefined) throw new Error("no activity");
  expect(stepTitleOf(setup.process, known)).toEqual([data("make all")]);
  expect(stepTitleOf(setup.process, unknown)).toEqual([data("npm ci")]);
  expect(stepTitleOf(executed(ACTION).process, known)).toEqual([data("acme/do@v1")]);
  expect(stepTitleOf(event({ event_type: "domain" }).process, known)).toEqual([
    words("outside of all steps"),
  ]);
  expect(packageTitleOf(setup.process, known)).toBe("a 1.2.3");
  expect(packageTitleOf(executed(BASH, NPM).process, known)).toBe("");
});

test("what there was no room for in the activity is still told, by its path and its bare name", () => {
  const activity = { workspace: "", steps: [], leftOut: 9 };
  expect(stepTitleOf(executed(BASH).process, activity)).toEqual([data(SCRIPT)]);
  expect(stepTitleOf(executed(ACTION).process, activity)).toEqual([data("acme/do@v1")]);
  expect(packageTitleOf(executed(BASH, NPM, SETUP).process, activity)).toBe("a");
});
