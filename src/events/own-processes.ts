import { posix } from "node:path";
import type { ProcessIdentity } from "../kinds/kind.ts";
import type { Image } from "../kinds/value.ts";

/** By what Runwarden's own processes are known. */
export interface OwnRule {
  /** The process whose job is watched, and the collector's folder, as the log's start has them. */
  readonly scopePid: number;
  readonly directory: string;
  /** The script that ends the watch, as the frozen job has it; undefined where there is none. */
  readonly postScript: string | undefined;
}

/** What precedes the collector's own arguments where sudo starts it, behind the name that sudo is called by. */
const BY_SUDO = ["-n", "--"];

/**
 * True for the two programs with which Runwarden ends a watch, by their arguments and, of the first, its path: the collector that is asked to
 * stop, and the script that asks. A job cannot make the scope's own process start one of them first.
 */
export function endsWatch({ exec_path, argv }: Image, { directory, postScript }: OwnRule): boolean {
  const given = argv.map(({ raw }) => raw);
  if (postScript && given.length === 2 && given[1] === postScript) return true;
  if (directory === "") return false;
  const collector = `${directory}/collector`;
  const stop = [collector, "stop", directory];
  // A program can be given any name, but only root can put one into the collector's folder.
  if (exec_path.raw === collector) return isSame(given, stop);
  const [name = "", ...rest] = given;
  const isSudo = name === "sudo" || (name.startsWith("/") && posix.basename(name) === "sudo");
  return isSudo && posix.basename(exec_path.raw) === "sudo" && isSame(rest, [...BY_SUDO, ...stop]);
}

function isSame(given: readonly string[], wanted: readonly string[]): boolean {
  return given.length === wanted.length && given.every((argument, n) => argument === wanted[n]);
}

/** Which process is the scope's, and which of its children were found to be Runwarden's own. */
export class OwnProcesses {
  readonly #rule: OwnRule;
  readonly #tickOf: (startNs: number) => number;
  /** When the scope's process started; what has its number at another time is another one. */
  #scopeTick: number | undefined;
  /** Each ends the watch: there is one, or a few where several try. */
  readonly #found: ProcessIdentity[] = [];

  constructor(rule: OwnRule, tickOf: (startNs: number) => number) {
    this.#rule = rule;
    this.#tickOf = tickOf;
  }

  /** Those that the scope's process started; what they start in turn is Runwarden's too, and is not listed. */
  get found(): readonly ProcessIdentity[] {
    return this.#found;
  }

  /** True where one of them is the process with this identity, whose start time may be only as exact as a tick. */
  has({ pid, startNs }: ProcessIdentity): boolean {
    return this.#found.some((own) => own.pid === pid && this.#tickOf(own.startNs) === this.#tickOf(startNs));
  }

  /**
   * True for the scope's process: the first one with its number that a record names, which is the one that the
   * snapshot has.
   */
  isScope(pid: number, startNs: number): boolean {
    if (pid !== this.#rule.scopePid) return false;
    this.#scopeTick ??= this.#tickOf(startNs);
    return this.#scopeTick === this.#tickOf(startNs);
  }

  /** A child of the scope's process executes its first program; true where it is Runwarden's from here on. */
  firstExec(pid: number, startNs: number, image: Image): boolean {
    const isOwn = endsWatch(image, this.#rule);
    if (isOwn) this.#found.push({ pid, startNs });
    return isOwn;
  }
}
