import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { RunwardenError } from "../errors.ts";
import type { ProcessIdentity } from "../kinds/kind.ts";
import type { Scope } from "../log/coverage.ts";
import { type LogStart, parseStart } from "../log/document.ts";
import { COLLECTOR_EXITS } from "../log/format.ts";
import type { Setting } from "../rules/settings.ts";
import { refuseOtherCollector } from "./collector-digest.ts";
import { DEFAULT_PROTECTION, type ProtectionMode } from "./protection.ts";
import { collect, exitOf, runAsRoot, spawnAsRoot } from "./root-program.ts";
import { REMEDY, type ScopeRoot, startArguments } from "./scope.ts";

/** A running collector, in a form that can be kept as JSON between the steps of a job. */
export interface Collector {
  /** Its folder, which only root can enter. */
  readonly directory: string;
  /** The copy of itself that it keeps there: the job cannot change it. */
  readonly binary: string;
  readonly pid: number;
  /** The process whose children are watched; 0 in a container job. */
  readonly scopePid: number;
}

export interface StartOptions {
  /** What it starts from now on is watched, with all that comes of it. */
  readonly root: ScopeRoot;
  readonly scope?: Scope;
  /** How large the event log may become at the most; the collector takes less where the disk has little room. */
  readonly maxLogMib?: number;
  /** Text that is frozen in the event log: job context and rules. */
  readonly job: string;
  /** What the job may reach, where it is to be kept from all else (`policyText`); empty for nothing of the kind. */
  readonly policy?: string;
  /** Whether attempts on the watch are refused; they are told in any case. */
  readonly protect?: ProtectionMode;
  /** What of the rules that terminate the kernel can tell (`tableText`); empty for nothing. */
  readonly table?: string;
  /** In the action: how the watch is found again, and what its judge is told. */
  readonly watch?: ActionWatch;
  /** In `run`: the judge that follows the log, and can have the command ended; without it nobody does. */
  readonly liveJudge?: LiveJudgeStart | undefined;
  readonly collectorPath: string;
  readonly timeoutMs?: number;
}

/** A process of root's that judges. */
export interface LiveJudgeStart {
  /** The folder of the bundle that judges. */
  readonly judgeFolder: string;
  /** One line, which is kept nowhere. */
  readonly judgeConfig: string;
}

/** A watch that is ended by the action's post step, and judged by a process of root's. */
export interface ActionWatch extends LiveJudgeStart {
  /** Of its folder. */
  readonly name: string;
  /** Equal for two uses of the action that one watch can serve. */
  readonly useDigest: string;
  /** The script of the post step, as it is executed. */
  readonly postScript: string;
  /**
   * A variable with its value, `NAME=VALUE`, that the worker gives to the steps of this job and to those of no other that it
   * runs at the same time; empty where there is none.
   */
  readonly mark: string;
}

/** How much a job may make the collector write. A record takes some 10 to 20 bytes. */
export const LOG_SIZE = {
  max_log_mib: {
    shape: { kind: "integer", minimum: 1, maximum: 1024 * 1024 },
    default: 1024,
    doc: "MiB that the event log may take at most, and never more than a quarter of what is free on the disk: what happens after that is counted as lost",
  },
} as const satisfies Record<string, Setting>;

/** In the place of a watch's name (collector.h). */
const NO_POST_STEP = "-";

const START_TIMEOUT_MS = 30_000;
/** Longer than the collector itself waits for its log to be complete. */
const STOP_TIMEOUT_MS = 90_000;

/** The processors that there is a collector for, as Node.js names them. */
const ARCHITECTURES: readonly string[] = ["x64", "arm64"];

/**
 * The collector that belongs to a bundle and to this machine, or to the one that is named as Node.js names it. Throws
 * `unsupported` where there is none.
 */
export function bundledCollectorPath(
  bundleUrl: string,
  { platform, arch }: { platform: string; arch: string } = process,
): string {
  if (platform !== "linux") {
    throw new RunwardenError(
      "unsupported",
      `Runwarden needs Linux; this runner is ${platform}. Use a runner such as ubuntu-latest.`,
    );
  }
  if (!ARCHITECTURES.includes(arch)) {
    throw new RunwardenError(
      "unsupported",
      `Runwarden has no collector for ${arch}. Use a runner with an x86-64 or arm64 processor.`,
    );
  }
  return fileURLToPath(new URL(`../collector-linux-${arch}`, bundleUrl));
}

/** Starts a collector and waits until it says that its hooks are live. Throws `unsupported` or `collector-start`. */
export async function startCollector(
  options: StartOptions,
): Promise<{ collector: Collector; start: LogStart }> {
  const { watch, liveJudge = watch, job, policy = "", table = "" } = options;
  const { maxLogMib = LOG_SIZE.max_log_mib.default } = options;
  const { protect = DEFAULT_PROTECTION } = options;
  const ofWatch = [
    ...(watch === undefined ? [] : [watch.useDigest, watch.postScript, watch.mark]),
    ...(liveJudge === undefined ? [] : [liveJudge.judgeConfig]),
  ];
  const args = ["start", ...startArguments(options.root, options.scope ?? "job")];
  if (liveJudge !== undefined)
    args.push(watch?.name ?? NO_POST_STEP, String(process.pid), liveJudge.judgeFolder);
  refuseOtherCollector(options.collectorPath);
  const output = await runAsRoot(options.collectorPath, args, {
    // None of them can hold the byte that parts them.
    input: [job, ...ofWatch, String(maxLogMib * 2 ** 20), policy, protect, table].join("\0"),
    timeoutMs: options.timeoutMs ?? START_TIMEOUT_MS,
  });
  if (output.code === COLLECTOR_EXITS.unsupported) {
    throw new RunwardenError("unsupported", `The job cannot be watched here: ${output.stderr}. ${REMEDY}`);
  }
  // What sudo says where all is well, such as that the runner's name has no address, is no reason.
  if (output.code !== COLLECTOR_EXITS.clean && output.stderr.startsWith("sudo:")) {
    throw new RunwardenError("unsupported", `Root is not to be had here: ${output.stderr}. ${REMEDY}`);
  }
  if (output.code !== COLLECTOR_EXITS.clean) {
    throw new RunwardenError("collector-start", `The collector did not start: ${output.stderr}.`);
  }
  const read = parseStart(output.stdout);
  if ("wrong" in read) {
    throw new RunwardenError(
      "collector-start",
      `The collector started but did not say what it watches: ${read.wrong}.`,
    );
  }
  const { value: start } = read;
  const { directory, pid, scope_pid: scopePid } = start;
  return { collector: { directory, binary: `${directory}/collector`, pid, scopePid }, start };
}

/** What a collector says when its log is complete. */
export interface Stopped {
  readonly asker: ProcessIdentity | undefined;
  /** There was a live judge, and it ended before the command. */
  readonly isJudgeGone: boolean;
}

/**
 * Tells a collector to complete its log, and gives who asked, as its trailer must have it too: the child of the scope's
 * process that this process is or hangs below; undefined where it is outside. Throws `tampered` where the collector is
 * not there to answer, or answers that somebody else asked: then somebody else has ended it. The message is the reason
 * alone, for the fault that it becomes.
 */
export async function stopCollector(collector: Collector): Promise<Stopped> {
  const output = await runAsRoot(collector.binary, ["stop", collector.directory], {
    input: "",
    timeoutMs: STOP_TIMEOUT_MS,
  });
  if (output.code !== COLLECTOR_EXITS.clean) {
    throw new RunwardenError("tampered", `${output.stderr}.`);
  }
  const answer = /^\{"own_pid":(\d+),"own_start_ns":"(\d+)"(,"judge":"gone")?\}/.exec(output.stdout);
  const pid = Number(answer?.[1] ?? -1);
  const isJudgeGone = answer?.[3] !== undefined;
  const isOutside = pid === 0 && !isSelfOrAbove(collector.scopePid);
  if (isOutside) return { asker: undefined, isJudgeGone };
  if (pid !== output.pid && !isSelfOrAbove(pid)) {
    throw new RunwardenError("tampered", "something else than the collector answered when it was to stop.");
  }
  return { asker: { pid, startNs: Number(answer?.[2]) }, isJudgeGone };
}

/** True for this process and those that it hangs below. */
function isSelfOrAbove(pid: number): boolean {
  if (pid <= 0) return false;
  let at = process.pid;
  while (at > 0 && at !== pid) at = parentOf(at);
  return at > 0;
}

/** The parent of a process (proc(5), /proc/PID/stat); 0 where there is none. */
function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name in parentheses can hold anything; the last one ends it.
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] ?? 0);
}

/**
 * Streams the event log out of the root-only folder. Throws `collector-read` where it cannot be read, with the reason
 * alone.
 */
export async function* readCollectorLog(
  collector: Pick<Collector, "binary" | "directory">,
): AsyncGenerator<Uint8Array> {
  const child = spawnAsRoot(collector.binary, ["read", collector.directory], ["ignore", "pipe", "pipe"]);
  const ended = exitOf(child);
  // Where it cannot be run at all, that is thrown below, when the empty stream has been read.
  ended.catch(() => {});
  const stderr = collect(child, "stderr");
  // An early `return` of the caller must not leave the child behind.
  try {
    for await (const chunk of child.stdout ?? []) yield chunk;
  } finally {
    child.stdout?.destroy();
  }
  const code = await ended;
  if (code !== COLLECTOR_EXITS.clean) {
    throw new RunwardenError("collector-read", `${(await stderr).trim()}.`);
  }
}

/**
 * Deletes the collector's folder; the log has to be read before. Throws `collector-stop` where it cannot, with the reason
 * alone.
 */
export async function removeCollector(collector: Collector): Promise<void> {
  const output = await runAsRoot(collector.binary, ["remove", collector.directory], {
    input: "",
    timeoutMs: STOP_TIMEOUT_MS,
  });
  if (output.code !== COLLECTOR_EXITS.clean) {
    throw new RunwardenError("collector-stop", `${output.stderr}.`);
  }
}

/**
 * Deletes it where its log was copied whole, or was not to be. Else that is all the evidence that there is: throws
 * where it is left.
 */
export async function removeCollectorAfter(
  copy: { readonly failure: unknown } | undefined,
  collector: Collector,
): Promise<void> {
  if (copy?.failure !== undefined) {
    throw new RunwardenError(
      "collector-stop",
      `they have the only whole event log, which could not be copied: ${collector.directory}`,
    );
  }
  await removeCollector(collector);
}
