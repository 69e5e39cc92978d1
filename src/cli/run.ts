import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { RunwardenError } from "../errors.ts";
import { renderMatches } from "../report/matches.ts";
import { renderText } from "../report/text.ts";
import { loadRules } from "../rules/load.ts";
import { bundledCollectorPath, startCollector } from "../watch/collector.ts";
import { endWatch } from "../watch/end-watch.ts";
import { digestRules, renderFrozenJob } from "../watch/frozen.ts";
import type { RunOptions } from "./arguments.ts";
import { readSettings } from "./config.ts";
import { EXIT, type ExitCode, exitCodeOf } from "./exit.ts";
import { readSources } from "./rules.ts";

type CommandLine = readonly [string, ...string[]];

/** Guards one command as the action guards a job. The summary goes to standard error: the other is the command's. */
export async function run(command: CommandLine, options: RunOptions, bundleUrl: string): Promise<ExitCode> {
  const sources = readSources(options, bundleUrl);
  const settings = readSettings(options.config);
  loadRules(sources, settings);
  const folder = options.out ?? (await mkdtemp(join(tmpdir(), "runwarden-")));
  try {
    // Made before the command runs: where it cannot be, nothing has happened yet.
    const copyPath = await makeRoomForLog(folder);
    const { collector } = await startCollector({
      scopePid: process.pid,
      scope: options.scope,
      job: renderFrozenJob({ startedBy: "run", context: {}, rules: sources, settings }),
      collectorPath: bundledCollectorPath(bundleUrl),
    });
    const commandCode = await runCommand(command);
    const { report, leftBehind } = await endWatch(collector, {
      rulesDigest: digestRules(sources, settings),
      startedBy: "run",
      copyPath,
    });
    await writeFile(join(folder, "matches.json"), renderMatches(report));
    process.stderr.write(renderText(report));
    if (leftBehind !== undefined) process.stderr.write(`${leftBehind}\n`);
    const code = exitCodeOf(report, { loss: options.failOnLoss });
    return code === EXIT.passed ? commandCode : code;
  } finally {
    if (options.out === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function makeRoomForLog(folder: string): Promise<string> {
  const path = join(folder, "events.log");
  try {
    await mkdir(folder, { recursive: true });
    await rm(path, { force: true });
  } catch (cause) {
    throw new RunwardenError("usage", `Cannot write to ${folder}: ${(cause as Error).message}`, { cause });
  }
  return path;
}

/** What a shell answers for a command that cannot be run, and for one that a signal ended (POSIX XCU 2.8.2). */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const SIGNALLED = 128;

/** Signals that a person or a runner sends to end a command; they are the command's to handle. */
const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function runCommand([program, ...args]: CommandLine): Promise<ExitCode> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "inherit" });
    for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
    child.once("error", (error: NodeJS.ErrnoException) => {
      process.stderr.write(`runwarden: cannot run ${program}: ${error.message}\n`);
      resolve(error.code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE);
    });
    // Not "close": a child that the command leaves in the background may hold the streams for ever.
    child.once("exit", (code, signal) => {
      resolve(code ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
