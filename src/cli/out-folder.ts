import { constants, type Stats } from "node:fs";
import { type FileHandle, mkdtemp, open, readlink, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { RunwardenError } from "../errors.ts";
import { FileSink, makeFolders, partsOf } from "../watch/file-sink.ts";
import { LOG_NAME } from "../watch/live-judge.ts";
import { reasonOf } from "../watch/outputs.ts";

/**
 * The folder that `--out` names. It is opened before the guarded command runs, and all that is written goes into that
 * very folder, by its descriptor: the command can put a link, a mount or another folder in its place, and root would
 * write there.
 */
export class OutFolder {
  /** As it was given. */
  readonly path: string;
  readonly #parent: HeldFolder | undefined;
  #folder: HeldFolder;
  #log: FileSink;

  private constructor(path: string, folder: HeldFolder, parent: HeldFolder | undefined) {
    this.path = path;
    this.#parent = parent;
    this.#folder = folder;
    this.#log = folder.file(LOG_NAME);
  }

  /** Makes the folder, so that where it cannot be made nothing has happened yet. Throws `usage`. */
  static async open(path: string): Promise<OutFolder> {
    try {
      await makeFolders(path);
      const folder = await HeldFolder.open(path, 0);
      await folder.tryWriting();
      return new OutFolder(path, folder, await folder.parent());
    } catch (cause) {
      throw new RunwardenError("usage", `Cannot write to ${path}: ${reasonOf(cause)}`, { cause });
    }
  }

  /** The copy of the log in it. */
  get log(): FileSink {
    return this.#log;
  }

  /** The path of a file as it is told. */
  pathOf(name: string): string {
    return join(this.#folder.path, name);
  }

  /** Writes a file. One that is whole and cannot have its name is kept, and the error says where. */
  async write(name: string, text: string | Iterable<string>): Promise<void> {
    const file = this.#folder.file(name);
    try {
      await file.begin();
      for (const part of partsOf(text)) await file.write(Buffer.from(part));
      await file.end();
    } catch (error) {
      if (!file.isWhole) await file.discard().catch(() => {});
      throw withPlace(error, file);
    }
  }

  /** Throws where there is no copy of the log under its name. */
  copied(): void {
    if (this.#log.failure !== undefined) throw withPlace(this.#log.failure, this.#log);
  }

  /**
   * Comes when the command has ended, before anything is written: where the folder can no longer be written to, or what
   * is written would not be found, a new one beside it is taken, or else one among the temporary files. Throws what
   * there is to be told of it.
   */
  async settle(): Promise<void> {
    if (this.#parent === undefined) return;
    const fault = await this.#folder.fault();
    if (fault === undefined && this.#folder.path === this.path) return;
    const folder = fault === undefined ? this.#folder : await this.#otherFolder(this.#parent);
    const why = fault ?? "the folder was moved";
    if (folder === undefined) {
      const lost = new Error(`${why}, and there is no other place for them`);
      // Whatever becomes of the copy, the collector's own log is to stay.
      this.#log.failure = lost;
      throw lost;
    }
    this.#folder = folder;
    this.#log = folder.file(LOG_NAME);
    throw new Error(`${why}; they are in ${folder.path}`);
  }

  /** Comes last: throws where the files are no longer at the path that was told. */
  async confirm(): Promise<void> {
    if (this.#parent === undefined) return;
    const told = this.#folder.path;
    const fault = await this.#folder.fault();
    if (fault !== undefined) throw new Error(fault);
    if (this.#folder.path !== told) throw new Error(`the folder was moved to ${this.#folder.path}`);
  }

  async #otherFolder(parent: HeldFolder): Promise<HeldFolder | undefined> {
    const name = basename(resolve(this.path)) || "out";
    const places = [() => parent.makeFolder(`${name}-`), () => HeldFolder.makeIn(tmpdir(), "runwarden-out-")];
    for (const make of places) {
      const folder = await make().catch(() => undefined);
      if (folder !== undefined && (await folder.fault()) === undefined) return folder;
    }
    return undefined;
  }
}

/** Descriptors of folders are paths on Linux only; elsewhere nothing is guarded that could replace a folder. */
const HAS_DESCRIPTORS = process.platform === "linux";

/** What is collected is closed, with a warning on standard error. */
const held = new Set<FileHandle>();

/** A folder by its descriptor, which is open as long as this process runs. Node.js has no openat(2). */
class HeldFolder {
  /** Where it is, for people. */
  path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
    held.add(handle);
  }

  static async open(path: string, flags: number): Promise<HeldFolder> {
    return new HeldFolder(path, await open(path, constants.O_RDONLY | constants.O_DIRECTORY | flags));
  }

  /** Makes a new folder, for its owner only. */
  static async makeIn(parent: string, prefix: string): Promise<HeldFolder> {
    const path = await mkdtemp(`${parent}/${prefix}`);
    const folder = await HeldFolder.open(path, constants.O_NOFOLLOW);
    // Meanwhile somebody can have put another one in its place.
    const { uid, mode } = await folder.#handle.stat();
    if (uid !== process.geteuid?.() || (mode & 0o077) !== 0) throw new Error(`${path} was replaced`);
    folder.path = await readlink(folder.#itself);
    return folder;
  }

  makeFolder(prefix: string): Promise<HeldFolder> {
    return HeldFolder.makeIn(this.#itself, prefix);
  }

  /** The folder that it is in; undefined where there are no descriptors. */
  async parent(): Promise<HeldFolder | undefined> {
    return HAS_DESCRIPTORS ? await HeldFolder.open(`${this.#itself}/..`, 0) : undefined;
  }

  file(name: string): FileSink {
    const path = join(this.path, name);
    return new FileSink(HAS_DESCRIPTORS ? `${this.#itself}/${name}` : path, path);
  }

  /** Throws where no file can be made in it. */
  async tryWriting(): Promise<void> {
    const file = this.file(".runwarden");
    await file.begin();
    await file.discard();
  }

  /** Why no file can be made in it, or be found by its path; follows it to where it is by now. */
  async fault(): Promise<string | undefined> {
    const itself = await this.#handle.stat();
    if (!(await leadsTo(this.path, itself))) {
      const path = await readlink(this.#itself);
      if (!(await leadsTo(path, itself))) return "the folder was removed, or something is mounted over it";
      this.path = path;
    }
    return this.tryWriting().then(() => undefined, reasonOf);
  }

  get #itself(): string {
    return `/proc/self/fd/${this.#handle.fd}`;
  }
}

function withPlace(error: unknown, { keptAs }: FileSink): unknown {
  return keptAs === undefined ? error : new Error(`${reasonOf(error)}; it is kept as ${keptAs}`);
}

async function leadsTo(path: string, { dev, ino }: Stats): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  return there?.dev === dev && there.ino === ino;
}
