import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Duplex, Writable } from "node:stream";
import { renderJudgeConfig } from "../../src/watch/judge-config.ts";
import { LineReader } from "../../src/watch/line-reader.ts";
import { distPath } from "../dist.ts";
import type { Followed } from "./followed.ts";

const LINE_LIMIT = 1024 * 1024;

/** Plays the collector for a judge as it is installed: a folder of its own, the log on 0, the lines on 3. */
export class JudgeProcess implements Disposable {
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #ended: Promise<number | NodeJS.Signals>;
  #wake: (() => void) | undefined;
  #isEnded = false;

  constructor(nodeArgs: readonly string[] = [], environment: Readonly<Record<string, string>> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "runwarden-judge-"));
    const bundle = dirname(distPath("judge/judge.mjs"));
    const own = join(this.folder, "judge");
    mkdirSync(own);
    for (const name of readdirSync(bundle)) copyFileSync(join(bundle, name), join(own, name));
    const errors = openSync(join(this.folder, "judge.err"), "w");
    this.#child = spawn(process.execPath, [...nodeArgs, join(own, "judge.mjs")], {
      cwd: "/",
      env: environment,
      stdio: ["pipe", errors, errors, "pipe"],
    });
    closeSync(errors);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", (code, signal) => resolve(code ?? signal ?? "SIGKILL"));
    });
    void this.#ended.then(() => this.#hear(() => (this.#isEnded = true)));
    const reader = new LineReader(LINE_LIMIT);
    this.#line.on("data", (chunk: Buffer) =>
      this.#hear(() => this.#lines.push(...[...reader.push(chunk)].filter((line) => line !== "busy"))),
    );
    // A judge that has died takes nothing any more.
    this.#line.on("error", () => {});
    this.log.on("error", () => {});
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Takes the bytes of the log. */
  get log(): Writable {
    return this.#child.stdin as Writable;
  }

  get #line(): Duplex {
    return this.#child.stdio[3] as Duplex;
  }

  #hear(act: () => void): void {
    act();
    this.#wake?.();
  }

  config({ config, job }: Pick<Followed, "config" | "job">): void {
    writeFileSync(join(this.folder, "job.json"), job);
    this.say(`config ${renderJudgeConfig(config)}`);
  }

  say(line: string): void {
    this.#line.write(`${line}\n`);
  }

  /** Nobody is left to talk to. */
  hangUp(): void {
    this.#line.end();
  }

  /** The next line that the judge says, but for those that it is still at work; undefined where it has ended. */
  async hear(): Promise<string | undefined> {
    while (this.#lines.length === 0 && !this.#isEnded) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    return this.#lines.shift();
  }

  /** Its exit code, or the signal that ended it. */
  get ended(): Promise<number | NodeJS.Signals> {
    return this.#ended;
  }

  /** What it wrote for people. */
  get errors(): string {
    return readFileSync(join(this.folder, "judge.err"), "utf8");
  }

  [Symbol.dispose](): void {
    this.#child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
