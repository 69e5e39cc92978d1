import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { LiveTitles } from "../../src/watch/live-titles.ts";
import { event } from "../report/reports.ts";

const SCRIPT = "/w/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh";
const WORKER = { exec_path: "/bin/Runner.Worker", argv: [], is_runner: true };
const BASH = { exec_path: "/usr/bin/bash", argv: ["bash", "-e", SCRIPT], cwd: "/w/app" };
const NPM = { exec_path: "/usr/bin/npm", argv: ["npm", "ci"], cwd: "/w/app" };

/** A program that npm starts in a folder, in a step. */
function started(cwd: string, kind = "process_exec"): Event {
  const process = { exec_path: "/bin/sh", argv: ["sh"], cwd, ancestors: [NPM, BASH, WORKER] };
  return event({ event_type: kind, process });
}

const FILES: Readonly<Record<string, string>> = {
  [SCRIPT]: "\nnpm ci\nnpm test\n",
  "/w/app/node_modules/a/package.json": '{"name":"a","version":"1.0.0"}',
  "/w/app/node_modules/b/package.json": "not JSON",
  "/tmp/pip-install-x/lxml/PKG-INFO": "Name: lxml\nVersion: 5.1.0\n",
};

test("steps and packages are known by what their files say, each read once", async () => {
  const read: string[] = [];
  const names = new LiveTitles(async (path) => {
    read.push(path);
    return FILES[path];
  });
  const folders = ["/w/app", "a", "b", "a", "gone"].map((name) =>
    name.startsWith("/") ? name : `/w/app/node_modules/${name}`,
  );
  for (const folder of folders) names.add(started(folder));
  const pip = { exec_path: "/usr/bin/pip", argv: ["pip", "install", "lxml"] };
  const setup = { exec_path: "/usr/bin/python3", argv: ["python3"], cwd: "/tmp/pip-install-x/lxml" };
  names.add(event({ event_type: "process_exec", process: { ...setup, ancestors: [pip, BASH, WORKER] } }));
  await names.settled();
  expect([...names.steps]).toEqual([[SCRIPT, "npm ci"]]);
  expect([...names.packages]).toEqual([
    ["/w/app/node_modules/a", { name: "a", version: "1.0.0" }],
    ["/tmp/pip-install-x/lxml", { name: "lxml", version: "5.1.0" }],
  ]);
  expect(read).toEqual([
    SCRIPT,
    "/w/app/node_modules/a/package.json",
    "/w/app/node_modules/b/package.json",
    "/w/app/node_modules/gone/package.json",
    "/tmp/pip-install-x/lxml/PKG-INFO",
  ]);
});

test("only the runner's scripts are looked at, and only when something is executed", async () => {
  const read: string[] = [];
  const names = new LiveTitles(async (path) => {
    read.push(path);
    return "x";
  });
  names.add(started("/w/app/node_modules/a", "file_open"));
  const shadow = { exec_path: "/usr/bin/cat", argv: ["cat", "/etc/shadow"], ancestors: [WORKER] };
  const script = { exec_path: "/usr/bin/bash", argv: ["bash", "/root/x.sh"], ancestors: [WORKER] };
  for (const process of [shadow, script]) names.add(event({ event_type: "process_exec", process }));
  await names.settled();
  expect(read).toEqual([]);
});

test("a file that takes for ever costs the names that would follow, and nothing else", async () => {
  const read: string[] = [];
  const names = new LiveTitles((path) => {
    read.push(path);
    return path === SCRIPT ? Promise.resolve("npm ci") : new Promise(() => {});
  }, 20);
  names.add(started("/w/app/node_modules/a"));
  names.add(started("/w/app/node_modules/b"));
  await names.settled();
  names.add(started("/w/app/node_modules/c"));
  await names.settled();
  expect([...names.steps]).toEqual([[SCRIPT, "npm ci"]]);
  expect(read).toEqual([SCRIPT, "/w/app/node_modules/a/package.json"]);
});

test("a name that comes when the report is made is too late", async () => {
  let give: (text: string) => void = () => {};
  const names = new LiveTitles(() => new Promise((resolve) => (give = resolve)), 20);
  names.add(started("/w/app"));
  await names.settled();
  give("npm ci");
  await new Promise(setImmediate);
  expect(names.steps.size).toBe(0);
});

test("a job chooses how many names there are, and not how many are read", async () => {
  const read: string[] = [];
  const names = new LiveTitles(async (path) => {
    read.push(path);
    return undefined;
  });
  names.add(started(`/w/app/node_modules/${"x".repeat(2000)}`));
  for (let n = 0; n < 3000; n++) {
    names.add(started(`/w/app/node_modules/p${n}`));
    if (n % 100 === 0) await new Promise(setImmediate);
  }
  await names.settled();
  expect(read).toHaveLength(2000);
  expect(Math.max(...read.map(({ length }) => length))).toBeLessThan(100);
});

test("the user of a process that is not there is nobody", () => {
  expect(() => new LiveTitles(async () => undefined).ofProcess(2 ** 22 + 1)).not.toThrow();
});
