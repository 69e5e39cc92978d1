import { expect, test } from "vitest";
import { JsonEventReader } from "../../src/events/json.ts";
import type { Activity, StepActivity } from "../../src/report/activity.ts";
import { activityLines } from "../../src/report/activity-lines.ts";
import { ActivityObserver } from "../../src/report/activity-observer.ts";
import { activitySections } from "../../src/report/activity-section.ts";
import { NO_TITLES, type Titles } from "../../src/report/titles.ts";

const WORK = "/home/runner/work";
const SCRIPT = `${WORK}/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh`;
const APP = `${WORK}/app/app`;

const WORKER = { exec_path: "/home/runner/bin/Runner.Worker", argv: ["Runner.Worker"], is_runner: true };
const BASH = { exec_path: "/usr/bin/bash", argv: ["bash", "-e", SCRIPT], cwd: APP, pid: 10 };
const NPM_ENV = {
  exec_path: "/usr/bin/npm",
  argv: ["/usr/bin/env", "node", "/usr/bin/npm", "ci"],
  cwd: APP,
  pid: 11,
};
const NPM = { exec_path: "/usr/bin/node", argv: ["node", "/usr/bin/npm", "ci"], cwd: APP, pid: 11 };
const SETUP = {
  exec_path: "/usr/bin/node",
  argv: ["node", "setup.js"],
  cwd: `${APP}/node_modules/left-padder`,
  pid: 12,
};
const CURL = { exec_path: "/usr/bin/curl", argv: ["curl", "-T", "-"], cwd: "/tmp", pid: 13 };

type Image = Readonly<Record<string, unknown>>;

/** An event of the last of some images, the outermost first, below the worker. */
function by(images: readonly Image[], event_type: string, payload: object = {}, more: object = {}): object {
  const [process, ...ancestors] = [WORKER, ...images].reverse();
  return { event_type, process: { ...process, ancestors }, payload, ...more };
}

const IN_SCRIPT = [BASH, NPM_ENV, NPM, SETUP];

function activityOf(events: readonly object[], { names = NO_TITLES, workspace = "" } = {}): Activity {
  const observer = new ActivityObserver();
  if (workspace !== "") observer.workspace = workspace;
  const reader = new JsonEventReader();
  for (const event of events) observer.add(reader.event(event));
  return observer.activity(names);
}

/** With plain lists instead of those who did it. */
function plain(steps: readonly StepActivity[]) {
  return steps.map((step) => ({
    ...step,
    hosts: step.hosts.map((host) => ({ ...host, by: host.by.list })),
    names: step.names.map((name) => ({ ...name, by: name.by.list })),
    files: step.files.map((file) => ({ ...file, by: file.by.list })),
  }));
}

const connect = (remote_ip: string, remote_port: number, remote_domains: string[] = []) => ({
  remote_ip,
  remote_port,
  remote_domains,
  protocol: "tcp",
  family: "ipv4",
});
const write = (path: string) => ({ path, is_read: false, is_write: true, flags: 577 });
const NOTHING_LEFT_OUT = { programs: 0, hosts: 0, names: 0, files: 0, packages: 0 };

test("a step is told by what it executed, reached, asked for and wrote, and which package's script did it", () => {
  const names: Titles = {
    steps: new Map([[SCRIPT, "npm ci"]]),
    packages: new Map([[`${APP}/node_modules/left-padder`, { name: "left-padder", version: "1.4.2" }]]),
  };
  const { workspace, steps, leftOut } = activityOf(
    [
      by([BASH], "process_exec", {}, { time: "2026-11-27T12:00:00Z" }),
      by([BASH, NPM_ENV], "process_exec"),
      by([BASH, NPM_ENV, NPM], "process_exec"),
      by([BASH, NPM_ENV, NPM], "domain", { domain: "registry.npmjs.org", source: "dns", via: "packet" }),
      by([BASH, NPM_ENV, NPM], "network_connect", connect("203.0.113.80", 443, ["registry.npmjs.org"])),
      by([BASH, NPM_ENV, NPM], "domain", { domain: "registry.npmjs.org", source: "tls", via: "packet" }),
      by([BASH, NPM_ENV, NPM], "file_open", write(`${APP}/node_modules/x/index.js`)),
      by([BASH, NPM_ENV, NPM], "file_open", write("/home/runner/.npm/_cacache/a")),
      by([BASH, NPM_ENV, NPM], "file_open", write("/home/runner/.npm/_cacache/b")),
      by(IN_SCRIPT, "process_exec"),
      by(IN_SCRIPT, "file_open", write("/home/runner/.bashrc")),
      by(IN_SCRIPT, "file_open", { path: "/home/runner/.npmrc", is_read: true, is_write: false, flags: 0 }),
      by([...IN_SCRIPT, CURL], "process_exec"),
      by([...IN_SCRIPT, CURL], "domain", { domain: "evil.example", source: "dns", via: "packet" }),
      by([...IN_SCRIPT, CURL], "network_connect", connect("203.0.113.9", 443), { count: 2 }),
      by([...IN_SCRIPT, CURL], "file_open", write("/dev/null")),
    ],
    { names },
  );
  expect({ workspace, leftOut }).toEqual({ workspace: APP, leftOut: 0 });
  expect(plain(steps)).toEqual([
    {
      path: SCRIPT,
      action: "",
      line: "npm ci",
      firstCommand: "npm ci",
      timeNs: 1_795_780_800_000_000_000n,
      events: 17,
      programs: [
        { name: "sh", path: "", count: 1 },
        { name: "npm ci", path: "", count: 1 },
        { name: "node", path: "", count: 1 },
        { name: "curl", path: "", count: 1 },
      ],
      hosts: [
        {
          ip: "203.0.113.80",
          port: 443,
          protocol: "tcp",
          names: ["registry.npmjs.org"],
          by: [{ program: "npm", package: "" }],
          count: 1,
          refused: 0,
        },
        {
          ip: "203.0.113.9",
          port: 443,
          protocol: "tcp",
          names: [],
          by: [{ program: "curl", package: "left-padder" }],
          count: 2,
          refused: 0,
        },
      ],
      names: [
        {
          name: "evil.example",
          source: "dns",
          by: [{ program: "curl", package: "left-padder" }],
          count: 1,
        },
      ],
      files: [
        {
          path: "/home/runner/.bashrc",
          isFolder: false,
          isScratch: false,
          by: [{ program: "node", package: "left-padder" }],
          count: 1,
        },
        {
          path: "/home/runner/.npm",
          isFolder: true,
          isScratch: true,
          by: [{ program: "npm", package: "" }],
          count: 2,
        },
      ],
      packages: [
        {
          title: "left-padder 1.4.2",
          folder: `${APP}/node_modules/left-padder`,
          installer: "npm",
          count: 2,
        },
      ],
      leftOut: NOTHING_LEFT_OUT,
    },
  ]);
});

test("steps come in the order in which they began, an action by its name, and what is of none under an empty path", () => {
  const node = { exec_path: "/node", argv: ["node", `${WORK}/_actions/acme/do/v1/index.js`], cwd: APP };
  const { steps } = activityOf([
    by([BASH], "process_exec"),
    by([node], "process_exec"),
    { event_type: "domain", process: CURL, payload: { domain: "a.example", source: "dns" } },
    by([BASH, CURL], "process_exec"),
  ]);
  expect(steps.map(({ path, action, events }) => [path, action, events])).toEqual([
    [SCRIPT, "", 2],
    [`${WORK}/_actions/acme/do/v1/index.js`, "acme/do@v1", 1],
    ["", "", 1],
  ]);
});

test("a program of the system is known by its name, whatever folder of it it is in, and any other by its path too", () => {
  const { steps } = activityOf([
    by([BASH, { exec_path: "/usr/bin/curl", argv: ["curl"] }], "process_exec"),
    by([BASH, { exec_path: "/bin/curl", argv: ["curl"] }], "process_exec"),
    by([BASH, { exec_path: "/tmp/curl", argv: ["curl"] }], "process_exec"),
    by([BASH, { exec_path: "", argv: [] }], "process_exec"),
  ]);
  expect(steps.flatMap(({ programs }) => programs)).toEqual([
    { name: "curl", path: "", count: 2 },
    { name: "curl", path: "/tmp/curl", count: 1 },
    { name: "", path: "", count: 1 },
  ]);
});

test("what is below the workspace is not told, and what only begins like it is", () => {
  const files = (workspace: string) =>
    activityOf(
      ["/w/app", "/w/app/x", "/w/app2/x", "/w/y"].map((path) => by([BASH], "file_open", write(path))),
      { workspace },
    ).steps.flatMap((step) => step.files.map(({ path }) => path));
  expect(files("/w/app")).toEqual(["/w/app2/x", "/w/y"]);
  // Of a workspace that holds all there would be nothing to tell.
  expect(files("/")).toHaveLength(4);
});

test("moves, links and cuts write where they lead to", () => {
  const { steps } = activityOf([
    by([BASH], "file_move", { from_path: "/a", to_path: "/etc/b" }),
    by([BASH], "file_link", { created_path: "/etc/c", existing_path: "/a", is_symlink: true }),
    by([BASH], "file_truncate", { path: "/etc/d", size: 0 }),
  ]);
  expect(steps[0]?.files.map(({ path }) => path)).toEqual(["/etc/b", "/etc/c", "/etc/d"]);
});

test("a name that any step has connected to was not looked up in vain, nor an address that was given as one", () => {
  const { steps } = activityOf([
    by([BASH], "domain", { domain: "a.example", source: "dns" }),
    by([BASH], "domain", { domain: "203.0.113.9", source: "http" }),
    by([BASH], "domain", { domain: "hidden.example", source: "tls" }),
    { event_type: "network_connect", process: CURL, payload: connect("203.0.113.9", 80, ["a.example"]) },
  ]);
  expect(steps[0]?.names.map(({ name, source }) => [name, source])).toEqual([["hidden.example", "tls"]]);
});

test("of steps, and of what one does, as much is kept as there is room for, and the rest counted", () => {
  const each = (count: number, event: (n: number) => object) =>
    Array.from({ length: count }, (_, n) => event(n));
  const ip = (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
  const { steps, leftOut } = activityOf([
    ...each(1000, (n) => by([BASH], "network_connect", connect(ip(n), 443))),
    ...each(1000, (n) => by([BASH], "domain", { domain: `${n}.example`, source: "dns" })),
    ...each(1000, (n) => by([{ ...BASH, exec_path: `/x/${n}`, argv: [`${n}`, SCRIPT] }], "process_exec")),
    ...each(300, (n) => by([{ ...BASH, argv: ["bash", `/s/${n}`] }], "process_exec")),
  ]);
  const [first] = steps;
  expect(steps).toHaveLength(200);
  expect(leftOut).toBe(101);
  expect(first?.hosts).toHaveLength(256);
  expect(first?.leftOut).toMatchObject({ hosts: 744, names: 1000 - (first?.names.length ?? 0) });
  expect(first?.names.length).toBeGreaterThan(0);
});

test("who does much in one step leaves room for what the others do", () => {
  const long = "x".repeat(4000);
  const events = Array.from({ length: 2000 }, (_, n) =>
    by([{ ...BASH, exec_path: `/${n}/${long}`, argv: ["x", SCRIPT] }], "process_exec"),
  );
  const other = { ...BASH, argv: ["bash", "/s/1"] };
  const { steps } = activityOf([
    by([BASH], "process_exec"),
    ...events,
    by([other], "process_exec"),
    by([other], "network_connect", connect("203.0.113.9", 443)),
  ]);
  expect(steps.map(({ programs, hosts }) => [programs.length, hosts.length])).toEqual([
    [55, 0],
    [1, 1],
  ]);
  expect(steps.map(({ leftOut }) => leftOut.programs)).toEqual([1946, 0]);
});

test("what was refused is told apart from what was connected to", () => {
  const tried = (remote_ip: string) => by([BASH, CURL], "network_connect", connect(remote_ip, 443));
  const refused = (remote_ip: string) =>
    by([BASH, CURL], "egress_block", { ...connect(remote_ip, 443), act: "connect", domain: "" });
  const activity = activityOf([
    tried("203.0.113.1"),
    refused("203.0.113.1"),
    tried("203.0.113.2"),
    tried("203.0.113.2"),
    refused("203.0.113.2"),
    tried("203.0.113.3"),
  ]);
  expect(activityLines(activity).slice(1)).toEqual([
    "  connected to 203.0.113.2:443 by curl (2 times) (1 time refused)",
    "  connected to 203.0.113.3:443 by curl",
    "  was refused to reach 203.0.113.1:443 by curl",
  ]);
  const section = activitySections(activity, 10_000);
  expect(section).toMatch(/Refused to reach<\/p>\n<ul>\n<li><code>203\.0\.113\.1:443<\/code>/);
  expect(section).toMatch(/Connected to<\/p>\n<ul>\n<li><code>203\.0\.113\.2:443<\/code>/);
});
