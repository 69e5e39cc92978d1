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

/** Where no process is Runwarden's own: the kernel knows who ends the watch, and what that does counts as what any does. */
export function nobody(scopePid: number): OwnRule {
  return { scopePid, directory: "", postScript: undefined };
}

/** What precedes the collector's own arguments where sudo starts it, behind the name that sudo is called by. */
const BY_SUDO = ["-n", "--"];

/** What the collector is called for once it runs; the first ends the watch. */
const CALLS = ["stop", "read", "remove"] as const;

/**
 * True for the two programs with which Runwarden ends a watch, by their arguments and, of the first, its path: the
 * collector that is asked to stop, and the script that asks. The job can bring the scope's process to start that script
 * for other ends, as with a second use of the action: the programs alone do not show who ended the watch.
 */
export function endsWatch(image: Image, rule: OwnRule): boolean {
  const { argv } = image;
  if (rule.postScript && argv.length === 2 && argv[1]?.raw === rule.postScript) return true;
  return callsCollector(image, rule, "stop");
}

/** True for all that Runwarden starts when it ends a watch. */
export function servesEnd(image: Image, rule: OwnRule): boolean {
  return CALLS.some((call) => callsCollector(image, rule, call));
}

function callsCollector(
  { exec_path, argv }: Image,
  { directory }: OwnRule,
  call: (typeof CALLS)[number],
): boolean {
  if (directory === "") return false;
  const given = argv.map(({ raw }) => raw);
  const collector = `${directory}/collector`;
  const wanted = [collector, call, directory];
  if (exec_path.raw === collector) return isSame(given, wanted);
  const [name = "", ...rest] = given;
  const isSudo = name === "sudo" || (name.startsWith("/") && posix.basename(name) === "sudo");
  return isSudo && posix.basename(exec_path.raw) === "sudo" && isSame(rest, [...BY_SUDO, ...wanted]);
}

function isSame(given: readonly string[], wanted: readonly string[]): boolean {
  return given.length === wanted.length && given.every((argument, n) => argument === wanted[n]);
}

/** Which process is the scope's, and which of its children ended the watch by the look of it. */
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

  /** The one among them with this identity, whose start time may be only as exact as a tick. */
  find({ pid, startNs }: ProcessIdentity): ProcessIdentity | undefined {
    return this.#found.find((own) => own.pid === pid && this.#tickOf(own.startNs) === this.#tickOf(startNs));
  }

  /**
   * True for the scope's process: the first one with its number that a record names, which is the one that the
   * snapshot has.
   */
  isScope(pid: number, startNs: number): boolean {
    if (pid !== this.#rule.scopePid || pid === 0) return false;
    this.#scopeTick ??= this.#tickOf(startNs);
    return this.#scopeTick === this.#tickOf(startNs);
  }

  /** A child of the scope's process executes its first program; gives the child where it may be Runwarden's from here on. */
  firstExec(pid: number, startNs: number, image: Image): ProcessIdentity | undefined {
    if (!endsWatch(image, this.#rule)) return undefined;
    const found = { pid, startNs };
    this.#found.push(found);
    return found;
  }

  /** True where what may be Runwarden's stays it with this image: whatever else it executes is not Runwarden's doing. */
  isKept(image: Image): boolean {
    return servesEnd(image, this.#rule);
  }
}
