import { expect, test } from "vitest";
import type { Process } from "../../src/events/event.ts";
import { NO_ACTIVITY, type StepActivity } from "../../src/report/activity.ts";
import { stepTitle } from "../../src/report/activity-phrases.ts";
import { stepPhrase } from "../../src/report/step-phrase.ts";
import { actorOf, actorPhrase } from "../../src/report/who.ts";
import { event, NPMRC_READ } from "./reports.ts";

const STEP: StepActivity = {
  path: "/w/_temp/1.sh",
  action: "",
  line: "npm ci",
  firstCommand: "",
  timeNs: undefined,
  events: 1,
  programs: [],
  hosts: [],
  names: [],
  files: [],
  packages: [
    { title: "left-padder 1.4.2", folder: "/w/node_modules/left-padder", installer: "npm", count: 1 },
  ],
  leftOut: { programs: 0, hosts: 0, names: 0, files: 0, packages: 0 },
};
const ACTIVITY = { ...NO_ACTIVITY, steps: [STEP] };

function process(more: object, above: readonly object[] = NPMRC_READ.process.ancestors) {
  const { exec_path, argv } = NPMRC_READ.process;
  return event({ ...NPMRC_READ, process: { exec_path, argv, ancestors: above, ...more } }).process;
}

function text(phrase: readonly { readonly text: string }[]): string {
  return phrase.map((part) => part.text).join("");
}

test("a package is called as its files have said, in the folder that its script ran in", () => {
  const of = (raw: string) => ({ raw, folded: raw });
  const own: Process = {
    pid: 0,
    exec_path: of("/bin/sh"),
    argv: [],
    ancestors: [],
    package: of("left-padder"),
    step: of(STEP.path),
    installer: of("npm"),
  };
  const folder = {
    name: "left-padder",
    path: "/w/node_modules/left-padder",
    version: "",
    manifest: undefined,
  };
  expect(actorOf({ ...own, packageFolder: folder }, ACTIVITY)).toEqual({
    kind: "package",
    name: "left-padder 1.4.2",
    isInstalled: true,
  });
  expect(actorOf(own).name).toBe("left-padder");
});

test("who it was is said as people know it", () => {
  expect(text(actorPhrase(actorOf(process({ package: "p", installer: "npm" }))))).toBe("p's install script");
  expect(text(actorPhrase(actorOf(process({ package: "p" }, []))))).toBe("p's script");
  expect(text(actorPhrase(actorOf(process({ action: "a/b@v1" }))))).toBe("the action a/b@v1");
  expect(text(actorPhrase(actorOf(process({}))))).toBe("cat");
  expect(text(actorPhrase(actorOf(process({ exec_path: "" }))))).toBe("an unknown program");
});

test("a step is called by its action, its first line, what it ran first on the way, or its file", () => {
  expect(text(stepPhrase(process({ action: "a/b@v1", step: "/w/_actions/x.js" }), ACTIVITY))).toBe("a/b@v1");
  expect(text(stepPhrase(process({ step: STEP.path }), ACTIVITY))).toBe("npm ci");
  expect(text(stepPhrase(process({ step: STEP.path })))).toBe("bash -c cat ~/.npmrc");
  expect(text(stepPhrase(process({ step: "/w/_temp/2.sh" }, []), ACTIVITY))).toBe("2.sh");
  expect(text(stepPhrase(process({}), ACTIVITY))).toBe("");
});

test("a step whose first line nobody knows has one name, whichever of its programs did something", () => {
  const step = { ...STEP, line: "", firstCommand: "npm install" };
  const activity = { ...ACTIVITY, steps: [step] };
  const [npm, node] = [process({ step: STEP.path }), process({ step: STEP.path }, [])];
  expect([npm, node].map((each) => text(stepPhrase(each, activity)))).toEqual(["npm install", "npm install"]);
  expect(text(stepTitle(step))).toBe("npm install");
});

test("of a script that an interpreter runs, the step is called by what was typed", () => {
  const npm = {
    exec_path: "/usr/bin/npm",
    argv: ["/usr/bin/env", "node", "/usr/bin/npm", "ci", "--prefix", "app"],
  };
  const shell = { exec_path: "/usr/bin/bash", argv: ["bash", "-e", "1.sh"] };
  const runner = { exec_path: "/bin/Runner.Worker", argv: [], is_runner: true };
  expect(text(stepPhrase(process({ step: STEP.path }, [npm, shell, runner])))).toBe("npm ci --prefix app");
});
