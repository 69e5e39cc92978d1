import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { RunwardenError } from "../../src/errors.ts";
import {
  ownRoot,
  processRoot,
  readSurroundings,
  type Surroundings,
  scopeIdentity,
  scopeRoot,
  startArguments,
} from "../../src/watch/scope.ts";

/** A step of a self-hosted runner: below its worker, in the same groups and mounts. */
const PLAIN: Surroundings = {
  pid: 900,
  parentPid: 800,
  pidNamespace: "pid:[4026531836]",
  mounts: "mnt:[4026531841]",
  parentMounts: "mnt:[4026531841]",
  groups: "0::/system.slice/actions.runner.service\n",
  parentGroups: "0::/system.slice/actions.runner.service\n",
  parentName: "Runner.Worker",
  parentStartTicks: 12345,
  bootId: "6f1c1d3e-0000-4000-8000-000000000001",
};

/** A step in a container of Docker's, with --privileged --pid=host. */
const DOCKER: Surroundings = {
  ...PLAIN,
  mounts: "mnt:[4026532177]",
  groups: "0::/\n",
  parentGroups: "0::/../../system.slice/containerd.service\n",
  parentName: "containerd-shim",
};

/** The same with Podman. */
const PODMAN: Surroundings = { ...DOCKER, parentGroups: "0::/../..\n", parentName: "conmon" };

const WORKER = { kind: "process", pid: 800, startTicks: 12345 };
const CONTAINER = { kind: "control-group", member: 900 };

describe("what the scope is", () => {
  test.each([
    ["below a worker", PLAIN, WORKER],
    ["below a worker whose mounts may not be seen", { ...PLAIN, parentMounts: undefined }, WORKER],
    ["below one that gives each step a group", { ...PLAIN, parentGroups: "0::/other\n" }, WORKER],
    ["below one that gives each step mounts", { ...PLAIN, parentMounts: "mnt:[4026532001]" }, WORKER],
    ["below one that is hidden", { ...PLAIN, parentMounts: undefined, parentName: undefined }, WORKER],
    ["where there is no /proc/self/ns", { ...PLAIN, pidNamespace: undefined, mounts: undefined }, WORKER],
    ["below containerd-shim", DOCKER, CONTAINER],
    ["below conmon", PODMAN, CONTAINER],
    ["as a user to whom the parent's mounts are closed", { ...DOCKER, parentMounts: undefined }, CONTAINER],
  ])("%s", (_, here, root) => {
    expect(scopeRoot(here)).toEqual(root);
  });

  test.each([
    [
      "below a parent outside of the PID namespace",
      { ...DOCKER, pidNamespace: "pid:[4026532500]", parentPid: 0 },
      "this container has a PID namespace of its own",
    ],
    [
      "in a PID namespace with a parent",
      { ...PLAIN, pidNamespace: "pid:[4026532500]" },
      "this container has a PID namespace of its own",
    ],
    ["below process 1", { ...PLAIN, parentPid: 1 }, "(its parent is 1 now)"],
    ["below process 1 in a container", { ...DOCKER, parentPid: 1 }, "(its parent is 1 now)"],
    ["below nothing", { ...PLAIN, parentPid: 0 }, "(its parent is 0 now)"],
    [
      "in a container of Podman's without a group",
      { ...PODMAN, parentGroups: "0::/\n" },
      "no control group of its own",
    ],
  ])("%s there is none, which is told with the remedy", (_, here, reason) => {
    const error = thrownBy(() => scopeRoot(here));
    expect(error.code).toBe("unsupported");
    expect(error.message).toContain(reason);
    expect(error.message).toContain('"options: --privileged --pid=host"');
  });
});

test("who watches what it starts itself is the root, but not where it has numbers of its own", () => {
  expect(ownRoot(DOCKER)).toEqual({ kind: "process", pid: 900, startTicks: 0 });
  const error = thrownBy(() => ownRoot({ ...PLAIN, pid: 1, pidNamespace: "pid:[4026532500]" }));
  expect([error.code, error.message]).toEqual([
    "unsupported",
    expect.stringContaining("a PID namespace of its own"),
  ]);
});

function thrownBy(action: () => unknown): RunwardenError {
  try {
    action();
  } catch (error) {
    return error as RunwardenError;
  }
  throw new Error("nothing was thrown");
}

test("the collector is told a process with its start, or a process of the container", () => {
  expect(startArguments(scopeRoot(PLAIN), "job")).toEqual(["800", "job", "12345"]);
  expect(startArguments(processRoot(800), "machine")).toEqual(["800", "machine"]);
  expect(startArguments(scopeRoot(DOCKER), "job")).toEqual(["container-of-900", "job"]);
});

test("the steps of a job have one identity, whatever their own numbers are", () => {
  expect(scopeIdentity(PLAIN)).toBe("800s12345");
  expect(scopeIdentity({ ...PLAIN, pid: 950 })).toBe("800s12345");
  expect(scopeIdentity(DOCKER)).toBe("c4026532177b606ca800");
  expect(scopeIdentity({ ...DOCKER, pid: 950, parentPid: 940, parentStartTicks: 1 })).toBe(
    "c4026532177b606ca800",
  );
});

test("another container, another boot and another worker with the same number have another identity", () => {
  const others = [
    PLAIN,
    { ...PLAIN, parentStartTicks: 12346 },
    DOCKER,
    { ...DOCKER, mounts: "mnt:[4026532178]" },
    { ...DOCKER, bootId: "6f1c1d3e-0000-4000-8000-000000000002" },
  ];
  expect(new Set(others.map(scopeIdentity)).size).toBe(others.length);
});

test("where nothing can be watched, and where nothing is known, there is an identity all the same", () => {
  expect(scopeIdentity({ ...PLAIN, parentPid: 1, parentStartTicks: undefined })).toBe("1s0");
  expect(scopeIdentity({ ...DOCKER, mounts: undefined, bootId: undefined })).toBe("c0be3b0c442");
});

test("a step sees itself and its parent", () => {
  const seen = readSurroundings();
  expect(seen.parentPid).toBe(process.ppid);
  expect(seen.groups).toBe(readFileSync("/proc/self/cgroup", "latin1"));
  expect(seen.parentStartTicks).toBe(startTicksOf(process.ppid));
  expect(seen.parentName).toBe(readFileSync(`/proc/${process.ppid}/comm`, "latin1").trim());
});

test("a parent's name with anything in it hides nothing of it", async () => {
  const script = "printf 'a) S 1 (b' > /proc/self/comm; echo ready; read -r _";
  const child = spawn("/bin/bash", ["-c", script], { stdio: ["pipe", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const pid = child.pid ?? 0;
  const seen = readSurroundings({ pid: process.pid, ppid: pid });
  expect(seen.parentName).toBe("a) S 1 (b");
  expect(seen.parentStartTicks).toBe(startTicksOf(pid));
  child.stdin.end();
});

test("of a parent that has ended nothing is known", () => {
  const { pid } = spawnSync("/bin/true");
  const seen = readSurroundings({ pid: process.pid, ppid: pid });
  expect(seen).toMatchObject({ parentPid: pid, parentMounts: undefined, parentGroups: undefined });
  expect(seen.parentStartTicks).toBeUndefined();
});

/** By another way: behind the last parenthesis, the 20th. */
function startTicksOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ")[19]);
}
