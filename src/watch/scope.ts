import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { RunwardenError } from "../errors.ts";
import type { Scope } from "../log/coverage.ts";

/**
 * Where a watch begins and with what it ends: a process, whose children are watched; or, in a container job, where each
 * step has another parent, the control group of the container, by one of its processes.
 */
export type ScopeRoot =
  | { readonly kind: "process"; readonly pid: number; readonly startTicks: number }
  | { readonly kind: "control-group"; readonly member: number };

/** What a step can see of itself and of its parent; undefined is what it may not see, or what is not there. */
export interface Surroundings {
  readonly pid: number;
  readonly parentPid: number;
  /** As the links of /proc/PID/ns have them, such as `pid:[4026531836]`. */
  readonly pidNamespace: string | undefined;
  readonly mounts: string | undefined;
  readonly parentMounts: string | undefined;
  /** The text of /proc/PID/cgroup. */
  readonly groups: string | undefined;
  readonly parentGroups: string | undefined;
  readonly parentName: string | undefined;
  /** When the parent started, in clock ticks since boot. */
  readonly parentStartTicks: number | undefined;
  readonly bootId: string | undefined;
}

/** The first PID namespace has a fixed number (linux/proc_ns.h, PROC_PID_INIT_INO). */
const FIRST_PID_NAMESPACE = "pid:[4026531836]";

/** What a container job has to be given; the action's README tells why. */
export const CONTAINER_OPTIONS = "options: --privileged --pid=host";

/** What has to be there, for whoever is told that something is not. */
export const REMEDY = `Runwarden needs root (directly, or through sudo without a password), a kernel of 5.10 or newer with BTF, and, in a container job, the line "${CONTAINER_OPTIONS}" below container.`;

/**
 * Looks at this step and its parent. To be called first of all: where the parent ends later, that is seen by its start
 * time.
 */
export function readSurroundings({ pid, ppid }: { pid: number; ppid: number } = process): Surroundings {
  const stat = parseStat(read(`/proc/${ppid}/stat`));
  return {
    pid,
    parentPid: ppid,
    pidNamespace: readLink("/proc/self/ns/pid"),
    mounts: readLink("/proc/self/ns/mnt"),
    parentMounts: readLink(`/proc/${ppid}/ns/mnt`),
    groups: read("/proc/self/cgroup"),
    parentGroups: read(`/proc/${ppid}/cgroup`),
    parentName: stat?.name,
    parentStartTicks: stat?.startTicks,
    bootId: read("/proc/sys/kernel/random/boot_id")?.trim(),
  };
}

/**
 * The one place that says what is watched here. The parent is the runner's worker where it is in this step's mount
 * namespace, or, where that cannot be seen, in its control group; else a container's daemon has started the step, each
 * time below another process, and the container stands for the worker. Never process 1: it has everything below it, and
 * never ends. Whether the steps and post are there too shows at the end. Throws `unsupported` where there is nothing that
 * could be watched, with what is missing and what helps.
 */
export function scopeRoot(here: Surroundings): ScopeRoot {
  const { pid, parentPid } = here;
  refuseOtherNumbers(here);
  if (parentPid <= 1) {
    throw refusal(
      `the process that started this step has ended (its parent is ${parentPid} now), so that nothing would end the watch`,
    );
  }
  if (!isBelowContainer(here)) return processRoot(parentPid, here.parentStartTicks);
  if (here.groups === here.parentGroups) {
    throw refusal(
      "this container has no control group of its own, by which its steps could be told from the machine's processes",
    );
  }
  return { kind: "control-group", member: pid };
}

/** For who watches what it starts itself. Throws as scopeRoot does. */
export function ownRoot(here: Surroundings): ScopeRoot {
  refuseOtherNumbers(here);
  return processRoot(here.pid);
}

function refuseOtherNumbers({ pidNamespace }: Surroundings): void {
  if (pidNamespace === undefined || pidNamespace === FIRST_PID_NAMESPACE) return;
  throw refusal(
    "this container has a PID namespace of its own, so that its processes cannot be told from the machine's",
  );
}

function isBelowContainer({ mounts, parentMounts, groups, parentGroups, parentName }: Surroundings): boolean {
  if (parentMounts !== undefined && parentMounts === mounts) return false;
  // Podman starts each step below one of its own, which ends with the step.
  return groups !== parentGroups || parentName === "conmon";
}

function refusal(reason: string): RunwardenError {
  return new RunwardenError("unsupported", `The job cannot be watched here: ${reason}. ${REMEDY}`);
}

/** A process as a root. `startTicks` tells it from a later one with its number; 0 where it is not known. */
export function processRoot(pid: number, startTicks = 0): ScopeRoot {
  return { kind: "process", pid, startTicks };
}

/** The arguments of the collector's start: the root, what is watched, and when a root that is a process started. */
export function startArguments(root: ScopeRoot, scope: Scope): string[] {
  if (root.kind === "control-group") return [`container-of-${root.member}`, scope];
  return [String(root.pid), scope, ...(root.startTicks === 0 ? [] : [String(root.startTicks)])];
}

/**
 * What pre, main and post of one job have in common and no other job on the machine has, in letters and digits: the
 * worker's pid and start time; in a container, where there is no worker to be seen, its mount namespace, which every
 * step is put into, and the boot, as such numbers begin anew with each. Also where nothing can be watched.
 */
export function scopeIdentity(here: Surroundings): string {
  if (!isBelowContainer(here)) return `${here.parentPid}s${here.parentStartTicks ?? 0}`;
  const mounts = /^mnt:\[(\d+)\]$/.exec(here.mounts ?? "")?.[1] ?? "0";
  const boot = createHash("sha256")
    .update(here.bootId ?? "")
    .digest("hex");
  return `c${mounts}b${boot.slice(0, 8)}`;
}

/** Name and start time of a process (proc(5), /proc/PID/stat). The name can hold anything; the last parenthesis ends it. */
function parseStat(text: string | undefined): { name: string; startTicks: number } | undefined {
  const read = /^\d+ \((.*)\) (.*)$/s.exec(text ?? "");
  const startTicks = Number(read?.[2]?.split(" ")[19]);
  return read?.[1] === undefined || !Number.isSafeInteger(startTicks)
    ? undefined
    : { name: read[1], startTicks };
}

function read(path: string): string | undefined {
  return orUndefined(() => readFileSync(path, "latin1"));
}

function readLink(path: string): string | undefined {
  return orUndefined(() => readlinkSync(path));
}

/** Of a process that has ended, or that this one has no right to look at, nothing is known. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
