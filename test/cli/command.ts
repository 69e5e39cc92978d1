import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { distPath } from "../dist.ts";

export const CLI = distPath("cli/index.js");

/** In a shell that `run` guards: tells the folder of the collector that watches it, found by its arguments. */
export const COLLECTOR_FOLDER = `dirname "$(readlink /proc/$(pgrep -f "start $PPID job$")/fd/* | grep 'events.log$')"`;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line from dist/ to its end; 30 s are a hang. */
export function runwarden(args: readonly string[], options: SpawnSyncOptions = {}): Ended {
  return execute(process.execPath, [CLI, ...args], options);
}

export function execute(program: string, args: readonly string[], options: SpawnSyncOptions = {}): Ended {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    timeout: 30_000,
    maxBuffer: 64 * 1024 * 1024,
    ...options,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return { code: status, stdout: String(stdout), stderr: String(stderr) };
}

/** A folder for one test, removed when it ends. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "runwarden-cli-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes a file into a folder, and gives its path. */
export function write(inFolder: string, name: string, text: string | Uint8Array): string {
  const path = join(inFolder, name);
  writeFileSync(path, text);
  return path;
}

/** A rule file with one rule, that detects reading a file named secret. */
export const SECRET_READ = `rule_sets:
  - ruleset_id: t/one
    rules:
      - rule_id: r
        event_type: file_open
        condition: is_read && path.endsWith("/secret")
        action: detect
`;

export function readMatches(inFolder: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(inFolder, "matches.json"), "utf8")) as Record<string, unknown>;
}
