import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The program that serves a file system with one file, of which one question is never answered, or for a time none. */
export const HANGING_FILES = fileURLToPath(new URL("hanging-files.py", import.meta.url));

export interface HangingFiles {
  /** Settles when somebody has asked, and waits. */
  readonly asked: Promise<unknown>;
  /** Of one that was to be silent later: it answers nothing, or what it is asked from then on. */
  turn(to: "silent" | "answers"): Promise<void>;
  /** Takes the file system away, with whoever serves it. */
  end(): Promise<void>;
}

/** Mounts it in a folder. */
export async function hangingFiles(
  place: string,
  owner: number,
  name: string,
  question: "open" | "read" | { readonly later: true; readonly content: string },
): Promise<HangingFiles> {
  const asked = typeof question === "string" ? [question] : ["later", question.content];
  const child = spawn("python3", [HANGING_FILES, place, String(owner), name, ...asked], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout);
  const ended = once(child, "exit");
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  onTestFinished(end);
  const said = (word: string): Promise<unknown> =>
    new Promise((resolve) => lines.on("line", (line) => line === word && resolve(line)));
  const ready = await Promise.race([said("ready"), ended]);
  if (ready !== "ready") throw new Error("no file system can be served here (FUSE)");
  const turn = async (to: "silent" | "answers"): Promise<void> => {
    const turned = said(to);
    child.stdin.write("\n");
    await turned;
  };
  return { asked: said("asked"), turn, end };
}
