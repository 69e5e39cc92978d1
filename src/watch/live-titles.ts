import { statSync } from "node:fs";
import type { Event } from "../events/event.ts";
import { isRunScript } from "../events/step.ts";
import type { PackageFolder } from "../kinds/value.ts";
import {
  firstLine,
  nameOfPackageJson,
  nameOfPkgInfo,
  type PackageName,
  type Titles,
} from "../report/titles.ts";
import type { ReadJobFile } from "./job-file.ts";

/** Files that are looked at; real jobs have some dozens. */
const SEEN_LIMIT = 2000;
const WAITING_LIMIT = 200;
/** In UTF-16 units. */
const PATH_LIMIT = 1024;
/** In bytes: a script's beginning, and a whole manifest. */
const SCRIPT_LIMIT = 4096;
const MANIFEST_LIMIT = 128 * 1024;
/** Of a job that has ended, nobody waits longer for what is still to be read. */
const GIVE_UP_MS = 1000;

/**
 * Finds out what steps and packages are called while a job runs, from files that may be gone when it has ended. It reads
 * one at a time and beside all else, and what cannot be read costs its name alone: nothing of it decides anything.
 */
export class LiveTitles implements Titles {
  readonly steps = new Map<string, string>();
  readonly packages = new Map<string, PackageName>();
  /** Scripts and folders that were looked at, or will be. */
  readonly #seen = new Set<string>();
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #read: ReadJobFile;
  readonly #giveUpMs: number;
  #user: number | undefined;
  #reading: Promise<void> | undefined;
  #isOver = false;

  constructor(read: ReadJobFile, giveUpMs = GIVE_UP_MS) {
    this.#read = read;
    this.#giveUpMs = giveUpMs;
  }

  /** The job is that of the user who runs this process; without one, of nobody who is known. */
  ofProcess(pid: number): void {
    this.#user = pid === 0 ? undefined : statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
  }

  /** Takes the events as they come: with a program that was executed a step can begin, or a package's script. */
  add({ kind, process }: Event): void {
    if (kind !== "process_exec") return;
    const script = process.step?.raw ?? "";
    if (isRunScript(script)) this.#once(script, () => this.#readStep(script));
    const { packageFolder: folder } = process;
    if (folder?.manifest !== undefined) {
      this.#once(folder.path, () => this.#readPackage(folder));
    }
  }

  /** What there is to be read has been read, or is given up; nothing more is read from then on. */
  async settled(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#giveUpMs);
    });
    await Promise.race([this.#reading, late]);
    clearTimeout(timer);
    this.#isOver = true;
    this.#waiting.length = 0;
  }

  #once(path: string, read: () => Promise<void>): void {
    if (this.#isOver || path.length > PATH_LIMIT || this.#seen.has(path)) return;
    if (this.#seen.size >= SEEN_LIMIT || this.#waiting.length >= WAITING_LIMIT) return;
    this.#seen.add(path);
    this.#waiting.push(read);
    this.#reading ??= this.#readAll();
  }

  async #readAll(): Promise<void> {
    for (let read = this.#waiting.shift(); read !== undefined; read = this.#waiting.shift()) await read();
    this.#reading = undefined;
  }

  async #readStep(script: string): Promise<void> {
    const text = await this.#read(script, this.#user, SCRIPT_LIMIT);
    const line = firstLine(text ?? "");
    if (line !== "" && !this.#isOver) this.steps.set(script, line);
  }

  async #readPackage({ path, manifest }: PackageFolder): Promise<void> {
    const text = (await this.#read(`${path}/${manifest}`, this.#user, MANIFEST_LIMIT)) ?? "";
    const name = manifest === "PKG-INFO" ? nameOfPkgInfo(text) : nameOfPackageJson(text);
    if (name !== undefined && !this.#isOver) this.packages.set(path, name);
  }
}
