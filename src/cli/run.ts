import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { DEFAULT_EGRESS, policyText } from "../egress/policy.ts";
import { RunwardenError } from "../errors.ts";
import { leftOutLines } from "../report/fault-text.ts";
import { HtmlEvents } from "../report/html/events.ts";
import { count } from "../report/phrase.ts";
import type { Report } from "../report/report.ts";
import { loadRules } from "../rules/load.ts";
import { contradictions } from "../rules/settings.ts";
import {
  bundledCollectorPath,
  type Collector,
  type LiveJudgeStart,
  readCollectorLog,
  removeCollectorAfter,
  startCollector,
  stopCollector,
} from "../watch/collector.ts";
import { digestJob, renderFrozenJob } from "../watch/frozen.ts";
import { keepInspectorShut } from "../watch/inspector.ts";
import { jobFileReader } from "../watch/job-file.ts";
import { judge, type Observer, type OwnLog } from "../watch/judge.ts";
import { renderJudgeConfig } from "../watch/judge-config.ts";
import { LiveTitles } from "../watch/live-titles.ts";
import { makeOutputs, type Output, reasonOf } from "../watch/outputs.ts";
import { readPage } from "../watch/page.ts";
import { ownRoot, readSurroundings } from "../watch/scope.ts";
import { DigestSink, type Sink } from "../watch/sink.ts";
import { answeredKinds, jobTable } from "../watch/terminating.ts";
import { DEFAULT_POLICY } from "../watch/verdict.ts";
import type { RunOptions } from "./arguments.ts";
import { readJudged } from "./config.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { type CommandEnd, handOver, tell } from "./hand-over.ts";
import { OutFolder } from "./out-folder.ts";
import { usage } from "./usage.ts";

type CommandLine = readonly [string, ...string[]];

const STDERR = 2;

/** Guards one command as the action guards a job. The summary goes to standard error: the other is the command's. */
export async function run(
  commandLine: CommandLine,
  options: RunOptions,
  bundleUrl: string,
): Promise<ExitCode> {
  keepInspectorShut();
  const { sources: rules, settings: given } = readJudged(options, bundleUrl);
  const settings = { ...given, ...options.answers };
  for (const fault of contradictions(settings)) throw usage(fault, "run");
  const { warnings, rules: loaded } = loadRules(rules, settings);
  for (const line of leftOutLines(warnings)) process.stderr.write(`warning: ${line}\n`);
  // Before the command runs: where it cannot be made, nothing has happened yet, and what is open nobody replaces.
  const out = options.out === undefined ? undefined : await OutFolder.open(options.out);
  const job = renderFrozenJob({ startedBy: "run", context: {}, egress: options.egress, rules, settings });
  const collectorPath = bundledCollectorPath(bundleUrl);
  const { collector, start } = await startCollector({
    root: ownRoot(readSurroundings()),
    scope: options.scope,
    maxLogMib: options.maxLogMib,
    protect: options.protect,
    policy: policyText(options.egress ?? DEFAULT_EGRESS, settings.on_detect === "lockdown"),
    table: isRoot() ? jobTable(loaded, settings) : "",
    job,
    collectorPath,
    liveJudge: answeredKinds(loaded, settings).size > 0 ? liveJudgeOf(job, bundleUrl) : undefined,
  });
  tell(
    STDERR,
    `Runwarden: watching began (source ${start.source}, scope ${start.scope}, ${count(loaded.length, "rule")})`,
  );
  tell(STDERR, `Runwarden: the log is signed; its first key is ${start.key}`);
  // Before the command runs: it could put another program in the place of the one that reads.
  const titles = new LiveTitles(jobFileReader(collectorPath));
  const command = await runCommand(commandLine);
  const failures = out === undefined ? [] : await makeOutputs([settled(out)]);
  const events = new HtmlEvents();
  const [sinks, observers] = out === undefined ? [[], []] : [[out.log, new DigestSink()], [events]];
  const known = { jobDigest: digestJob(job), firstKey: start.key };
  const report = await endWatch(collector, known, titles, sinks, observers);
  return handOver(report, {
    descriptor: STDERR,
    form: options.form,
    out,
    html: { page: () => readPage(bundleUrl), events },
    hasLog: true,
    failOnLoss: options.failOnLoss,
    failures,
    command,
    after: {
      name: "clean-up",
      failed: "Files of the collector are left",
      make: () => removeCollectorAfter(out?.log.isWhole ? undefined : out?.log, collector),
    },
  });
}

/** By another user sudo is called to end the watch, and the kernel part does not know it from the command's own. */
function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Follows the log while the command runs, so that a rule can end it; the report is made here. */
function liveJudgeOf(job: string, bundleUrl: string): LiveJudgeStart {
  const handOver = { policy: DEFAULT_POLICY, artifact: { name: "", retentionDays: 0, log: "none" } } as const;
  return {
    judgeFolder: fileURLToPath(new URL("../judge", bundleUrl)),
    judgeConfig: renderJudgeConfig({ jobDigest: digestJob(job), ...handOver, environment: {} }),
  };
}

function settled(out: OutFolder): Output {
  return { name: "out", failed: `The files are not in ${out.path}`, make: () => out.settle() };
}

/** What a shell answers for a command that cannot be run, and for one that a signal ended (POSIX XCU 2.8.2). */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const SIGNALLED = 128;

/** Signals that a person or a runner sends to end a command; they are the command's to handle. */
const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function runCommand([program, ...args]: CommandLine): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      process.stderr.write(`runwarden: cannot run ${program}: ${error.message}\n`);
      resolve({ code: error.code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE, how: "it could not be run" });
    };
    const child = trySpawn(program, args, refuse);
    if (child === undefined) return;
    for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
    child.once("error", refuse);
    // Not "close": a child that the command leaves in the background may hold the streams for ever.
    child.once("exit", (code, signal) => {
      if (signal === null) resolve({ code: code ?? EXIT.failed });
      else resolve({ code: SIGNALLED + constants.signals[signal], how: `${signal} ended it` });
    });
  });
}

/** Node tells some refusals at once, such as that the environment is too large; the watch must be ended all the same. */
function trySpawn(
  program: string,
  args: readonly string[],
  refuse: (error: NodeJS.ErrnoException) => void,
): ChildProcess | undefined {
  try {
    return spawn(program, args, { stdio: "inherit" });
  } catch (error) {
    refuse(error as NodeJS.ErrnoException);
    return undefined;
  }
}

/** What is known of the log from before the command ran. */
interface Known {
  readonly jobDigest: string;
  readonly firstKey: string;
}

/** Stops the collector and judges what it recorded, by the rules of the job with this digest. Its files stay. */
async function endWatch(
  collector: Collector,
  { jobDigest, firstKey }: Known,
  titles: LiveTitles,
  sinks: readonly Sink[],
  observers: readonly Observer[],
): Promise<Report> {
  const { asker, faults } = await stop(collector);
  // The command was this process's child: what it could read is what this one can.
  titles.ofProcess(process.pid);
  const chunks = readCollectorLog(collector);
  const signatures = { firstKey };
  const ownLog = { form: "own-log", chunks, jobDigest, asker, faults, titles, signatures } as const;
  return judge(ownLog, sinks, [titles, ...observers]);
}

/** A collector that is not there to be stopped was ended by the job: that is a result, not an error. */
async function stop(collector: Collector): Promise<Pick<OwnLog, "asker" | "faults">> {
  try {
    const { asker, isJudgeGone } = await stopCollector(collector);
    return { asker, faults: isJudgeGone ? [{ code: "live-judge-gone" }] : [] };
  } catch (error) {
    if (!(error instanceof RunwardenError)) throw error;
    return { asker: undefined, faults: [{ code: "collector-gone", reason: reasonOf(error) }] };
  }
}
