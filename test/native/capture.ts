import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import type { Event, EventOf } from "../../src/events/event.ts";
import { eventToJson, type JsonEvent } from "../../src/events/json.ts";
import { type LogSummary, readLog } from "../../src/events/read-log.ts";
import type { Text } from "../../src/events/text.ts";
import type { EventKind } from "../../src/kinds/index.ts";
import type { Scope } from "../../src/log/coverage.ts";
import {
  bundledCollectorPath,
  type Collector,
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { processRoot } from "../../src/watch/scope.ts";
import { distPath } from "../dist.ts";

export const COLLECTOR_PATH = bundledCollectorPath(pathToFileURL(distPath("cli/index.js")).href);

/** The path of a trigger program, which test/build.ts has built for a processor. */
export function trigger(name: string, arch: string = process.arch): string {
  return fileURLToPath(new URL(`build/${arch}/${name}`, import.meta.url));
}

/** A new folder that goes with the test; its path has no symbolic link in it. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "runwarden-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the installed collector on the children of this process; what is left of it goes with the test. */
export async function start(pid = process.pid, scope: Scope = "job"): Promise<Collector> {
  const { collector } = await startCollector({
    root: processRoot(pid),
    scope,
    job: "{}",
    collectorPath: COLLECTOR_PATH,
  });
  onTestFinished(() => discard(collector));
  return collector;
}

function discard({ pid, directory }: Collector): void {
  if (!existsSync(directory)) return;
  // The pid may be another process's by now.
  if (processName(pid) === "runwarden") process.kill(pid, "SIGKILL");
  rmSync(directory, { recursive: true, force: true });
}

function processName(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Waits until something is so; the test's own time limit ends it where it never is. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(10);
}

/** Runs a program with arguments and waits for it; it has to end with exit code 0. */
export async function run(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: {} });
  const [code, stderr] = await Promise.all([exitCode(child), text(child)]);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr}`);
  return child.pid ?? 0;
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
}

async function text(child: ChildProcess): Promise<string> {
  let all = "";
  for await (const chunk of child.stderr ?? []) all += String(chunk);
  return all;
}

export interface Capture {
  /** What the program and its children did, from its exec on. */
  readonly events: readonly Event[];
  readonly summary: LogSummary;
}

/** Runs a program under the collector, and gives its events. */
export async function capture(program: string, args: readonly string[]): Promise<Capture> {
  const collector = await start();
  await run(program, args);
  return finish(collector, program);
}

/** Stops a collector and reads its log: the events of `program` and of what it started. */
export async function finish(collector: Collector, program: string): Promise<Capture> {
  await stopCollector(collector);
  const events: Event[] = [];
  const summary = await readLog(readCollectorLog(collector), {
    onEvent: (event) => {
      if (comesFrom(event, program)) events.push(event);
    },
  });
  await removeCollector(collector);
  return { events, summary };
}

function comesFrom({ process: { exec_path, ancestors } }: Event, program: string): boolean {
  return exec_path.raw === program || ancestors.some((ancestor) => ancestor.exec_path.raw === program);
}

/** An event with all that a rule can ask of it, but only the nearest ancestors' paths. */
export interface PlainEvent {
  readonly kind: EventKind;
  readonly payload: JsonEvent["payload"];
  readonly exec_path: string;
  readonly argv: readonly string[];
  readonly ancestors: readonly string[];
  readonly tags: readonly string[];
  readonly count: number;
}

/** The events of one kind in a form to compare; of the ancestors, those below the test's own process and it. */
export function plain(events: readonly Event[], kind: EventKind): PlainEvent[] {
  return events.filter((event) => event.kind === kind).map(plainEvent);
}

function plainEvent(event: Event): PlainEvent {
  const { process: image, payload } = eventToJson(event);
  const ancestors = image.ancestors.map((ancestor) => ancestor.exec_path);
  return {
    kind: event.kind,
    payload,
    exec_path: image.exec_path,
    argv: image.argv,
    ancestors: ancestors.slice(0, ancestors.indexOf(TEST_PROCESS) + 1),
    tags: event.tags,
    count: event.count,
  };
}

/** The tags of an event whose path was given with a `..` behind a name: what that leads to, only one source knows. */
export function tagsOfGoingBack({ coverage }: LogSummary, kind: EventKind): { tags: readonly string[] } {
  return { tags: coverage.sources[kind] === "tracepoint" ? ["unresolved"] : [] };
}

/** What an event tells of a file that had these other paths, of which the first was its first. */
export function earlier(...paths: [string, ...string[]]): { origin_path: string; origin_paths: string[] } {
  return { origin_path: paths[0], origin_paths: paths };
}

/** The program that runs the tests, as the nearest ancestor of every trigger. */
export const TEST_PROCESS = realpathSync(process.execPath);

/** The folder that it was started in. */
export const TEST_FOLDER = readlinkSync("/proc/self/cwd");

type PlainValue<V> = V extends number
  ? number
  : V extends boolean
    ? boolean
    : V extends Text
      ? string
      : string[];

type PayloadOf<K extends EventKind> = {
  readonly [F in keyof EventOf<K>["payload"]]: PlainValue<EventOf<K>["payload"][F]>;
};

/** The events that a program itself makes, when it was run by the test: one for each payload. */
export function expected<K extends EventKind>(
  kind: K,
  [program, ...args]: readonly [string, ...string[]],
  payloads: readonly (PayloadOf<K> & { tags?: readonly string[] })[],
): PlainEvent[] {
  return payloads.map(({ tags = [], ...payload }) => ({
    kind,
    payload,
    exec_path: program,
    argv: [program, ...args],
    ancestors: [TEST_PROCESS],
    tags,
    count: 1,
  }));
}

/**
 * A mount namespace with a /var/lib of its own: the collectors of the rest of the machine, which remove what is
 * abandoned too, do not see it. Gives its pid, and where its /var/lib/runwarden is from here.
 */
export async function ownPlace(
  options = "mode=755",
): Promise<{ readonly pid: number; readonly base: string }> {
  const script = 'mount -t tmpfs -o "$1" test /var/lib && mkdir -m 700 "$0" && echo && exec sleep 60';
  const child = spawn("unshare", ["--mount", "sh", "-c", script, "/var/lib/runwarden", options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return { pid: child.pid ?? 0, base: `/proc/${child.pid}/root/var/lib/runwarden` };
}
