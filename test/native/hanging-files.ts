import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The program that serves a file system with one file, of which one question is never answered. */
export const HANGING_FILES = fileURLToPath(new URL("hanging-files.py", import.meta.url));

export interface HangingFiles {
  /** Settles when somebody has asked, and waits. */
  readonly asked: Promise<unknown>;
  /** Takes the file system away, with whoever serves it. */
  end(): Promise<void>;
}

/** Mounts it in a folder. */
export async function hangingFiles(
  place: string,
  owner: number,
  name: string,
  question: "open" | "read",
): Promise<HangingFiles> {
  const child = spawn("python3", [HANGING_FILES, place, String(owner), name, question], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout);
  const ended = once(child, "exit");
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  onTestFinished(end);
  const [line] = await Promise.race([once(lines, "line"), ended]);
  if (line !== "ready") throw new Error("no file system can be served here (FUSE)");
  return { asked: once(lines, "line"), end };
}
