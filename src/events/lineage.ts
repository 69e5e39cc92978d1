import type { LineageStore, ProcessIdentity } from "../kinds/kind.ts";
import type { Image, Process } from "../kinds/value.ts";
import { LineageNode } from "./lineage-node.ts";
import { OwnProcesses, type OwnRule } from "./own-processes.ts";
import type { Text } from "./text.ts";

/** What is known of the process that a record comes from. */
export interface Producer {
  readonly process: Process;
  /** Which process that may be Runwarden's it belongs to: itself, or the one that started it. */
  readonly own: ProcessIdentity | undefined;
}

/** Whose child a process is, as long as it has executed nothing: `unknown` where its fork was not seen. */
type Unexecuted = "of the scope" | "of another" | "unknown";

/**
 * Processes that are known at one time: as many as the kernel part watches (SCOPE_LIMIT of native/bounds.h). Where there
 * are more, records of their ends were lost.
 */
const PROCESSES_LIMIT = 131_072;

interface Entry extends Producer {
  readonly startTick: number;
  /** When something was last told of it, counted in such tellings. */
  lastTold?: number;
  readonly process: LineageNode;
  /** Undefined once it has executed something, and for what ran before the start. */
  readonly unexecuted: Unexecuted | undefined;
  /** It ran before the watch, or is known of others than the job's own. */
  readonly isBefore?: true;
}

/**
 * Follows processes through fork, exec and exit, and knows each one's images at any moment of the log. An image
 * that an exec replaces stays in the lineage as an ancestor; a forked process that executes at once does not
 * show its parent's image twice.
 */
export class Lineage implements LineageStore {
  adopted = 0;
  readonly #entries = new Map<number, Entry>();
  #told = 0;
  readonly #snapshot = new Map<number, { startNs: number; parentPid: number; image: Image }>();
  readonly #tickNs: number;
  readonly #own: OwnProcesses;
  readonly #unknown: Image;
  readonly #scopePid: number;
  readonly #bootMs: number | undefined;

  /** `own` says which processes are Runwarden's; `bootNs` is when the machine started, since 1970, where that is known. */
  constructor(tickNs: number, own: OwnRule, empty: Text, bootNs?: bigint) {
    this.#tickNs = tickNs;
    this.#bootMs = bootNs === undefined ? undefined : Number(bootNs / 1_000_000n);
    this.#own = new OwnProcesses(own, (startNs) => this.#tick(startNs));
    this.#unknown = { exec_path: empty, argv: [] };
    this.#scopePid = own.scopePid;
  }

  /** Of the processes that may be Runwarden's the one with this identity, as /proc tells it too. */
  findOwn(identity: ProcessIdentity): ProcessIdentity | undefined {
    return this.#own.find(identity);
  }

  /** A process that ran before the start. Its parent may come later in the list. */
  snapshot(pid: number, startNs: number, parentPid: number, image: Image): void {
    this.#own.isScope(pid, startNs); // it is remembered
    this.#snapshot.set(pid, { startNs, parentPid, image });
  }

  /**
   * A process that is watched from now on though no watched process made it, or one of its ancestors. They come from
   * the top, each before those that it made.
   */
  adopt(pid: number, startNs: number, image: Image, parent: ProcessIdentity, origin: "fork" | "exec"): void {
    const known = this.#find(pid, startNs);
    // What is known of it may have its arguments, which are not always told here.
    if (known !== undefined && known.process.exec_path.raw === image.exec_path.raw) return;
    const above = this.#find(parent.pid, parent.startNs);
    const tick = this.#tick(startNs);
    this.#put(pid, {
      startTick: tick,
      process: new LineageNode(pid, image, above?.process, origin, this.#startedMs(startNs)),
      own: above?.own,
      // Its parent is outside the job's lineage.
      unexecuted: undefined,
      isBefore: true,
    });
  }

  /** What a process executes next is a step's first program: it came into the job's container from outside. */
  enter(pid: number, startNs: number): void {
    this.#put(pid, { ...this.#entry(pid, startNs), unexecuted: "of the scope" });
  }

  /** A process made another one. */
  fork(pid: number, startNs: number, childPid: number, childStartNs: number): void {
    const parent = this.#entry(pid, startNs);
    const tick = this.#tick(childStartNs);
    this.#put(childPid, {
      startTick: tick,
      process: new LineageNode(
        childPid,
        parent.process,
        parent.process,
        "fork",
        this.#startedMs(childStartNs),
      ),
      own: parent.own,
      unexecuted: this.#own.isScope(pid, startNs) ? "of the scope" : "of another",
    });
  }

  /** A process started a new image. The parent counts only where the fork was not seen. */
  exec(pid: number, startNs: number, image: Image, parentPid: number, parentStartNs: number): void {
    const known = this.#find(pid, startNs);
    const entry = known ?? this.#forked(pid, startNs, parentPid, parentStartNs);
    const above = entry.process.isFork ? entry.process.origin : entry.process;
    const isFirst = this.#isOfScope(entry.unexecuted, { pid: parentPid, startNs: parentStartNs });
    this.#put(pid, {
      startTick: entry.startTick,
      process: new LineageNode(pid, image, above, isFirst ? "step" : "exec", this.#startedMs(startNs)),
      own: this.#ownAfterExec(entry, { pid, startNs }, image, isFirst),
      unexecuted: undefined,
    });
    entry.process.release();
  }

  #ownAfterExec(
    { own }: Entry,
    { pid, startNs }: ProcessIdentity,
    image: Image,
    isFirst: boolean,
  ): ProcessIdentity | undefined {
    if (own !== undefined) return this.#own.isKept(image) ? own : undefined;
    return isFirst ? this.#own.firstExec(pid, startNs, image) : undefined;
  }

  /** A process ended; those that it made keep their lineage. */
  exit(pid: number): void {
    this.#entries.get(pid)?.process.release();
    this.#entries.delete(pid);
    this.#snapshot.delete(pid);
  }

  /** The process that a record comes from. One that was never seen has an empty path. */
  producer(pid: number, startNs: number): Producer {
    const entry = this.#entry(pid, startNs);
    entry.lastTold = this.#told++;
    return entry;
  }

  /**
   * The processes that have not ended of those that were made, or have executed something, since the watch began. In the
   * scope of the machine, where others' are among them, those below the runner. Not Runwarden's own, and not `asker`.
   */
  living(scope: "job" | "machine", asker: ProcessIdentity | undefined): Process[] {
    return [...this.#entries]
      .filter(([pid, { isBefore, own }]) => isBefore === undefined && own === undefined && pid !== asker?.pid)
      .map(([, { process }]) => process)
      .filter(({ ancestors }) => scope === "job" || ancestors.some(({ is_runner }) => is_runner === true));
  }

  process(pid: number, startNs: number): Process {
    return (
      this.#find(pid, startNs)?.process ??
      new LineageNode(pid, this.#unknown, undefined, "exec", this.#startedMs(startNs))
    );
  }

  #put(pid: number, entry: Entry): void {
    entry.lastTold = this.#told++;
    this.#entries.set(pid, entry);
    if (this.#entries.size > PROCESSES_LIMIT) this.#forgetSilent();
  }

  /** Forgets the half of the processes of which nothing was told for longest. */
  #forgetSilent(): void {
    const told = [...this.#entries.values()].map(({ lastTold = 0 }) => lastTold).sort((a, b) => a - b);
    const middle = told[told.length >> 1] ?? 0;
    for (const [pid, { lastTold = 0 }] of this.#entries) if (lastTold < middle) this.#entries.delete(pid);
  }

  #entry(pid: number, startNs: number): Entry {
    const known = this.#find(pid, startNs);
    if (known !== undefined) return known;
    const tick = this.#tick(startNs);
    const entry: Entry = {
      startTick: tick,
      process: new LineageNode(pid, this.#unknown, undefined, "exec", this.#startedMs(startNs)),
      own: undefined,
      unexecuted: "unknown",
      isBefore: true,
    };
    this.#put(pid, entry);
    return entry;
  }

  #find(pid: number, startNs: number): Entry | undefined {
    const tick = this.#tick(startNs);
    const entry = this.#entries.get(pid);
    if (entry !== undefined && entry.startTick === tick) return entry;
    const older = this.#snapshot.get(pid);
    return older !== undefined && this.#tick(older.startNs) === tick ? this.#place(pid) : undefined;
  }

  /** Puts a process of the snapshot into the lineage, below its parents. */
  #place(pid: number): Entry | undefined {
    const runner = this.#upFrom(this.#scopePid);
    const chain = [...this.#upFrom(pid)];
    const first = chain.findIndex((each) => this.#entries.has(each));
    const unplaced = first < 0 ? chain : chain.slice(0, first);
    let above = first < 0 ? undefined : this.#entries.get(chain[first] ?? 0);
    for (const each of unplaced.reverse()) {
      const older = this.#snapshot.get(each);
      if (older === undefined) continue;
      const image = { ...older.image, is_runner: runner.has(each) };
      const isOfStep = older.parentPid === this.#scopePid && !runner.has(each);
      above = {
        startTick: this.#tick(older.startNs),
        // What was started for a step of before can still run.
        process: new LineageNode(
          each,
          image,
          above?.process,
          isOfStep ? "step" : "exec",
          this.#startedMs(older.startNs),
        ),
        own: above?.own,
        unexecuted: undefined,
        isBefore: true,
      };
      this.#put(each, above);
    }
    return above;
  }

  /** A process of the snapshot and those above it, as it was taken: its parents can name each other. */
  #upFrom(pid: number): Set<number> {
    const pids = new Set<number>();
    for (
      let at: number | undefined = pid;
      at !== undefined && this.#snapshot.has(at) && !pids.has(at);
      at = this.#snapshot.get(at)?.parentPid
    ) {
      pids.add(at);
    }
    return pids;
  }

  #forked(pid: number, startNs: number, parentPid: number, parentStartNs: number): Entry {
    const parent = this.#find(parentPid, parentStartNs);
    const tick = this.#tick(startNs);
    return {
      startTick: tick,
      process: new LineageNode(
        pid,
        parent?.process ?? this.#unknown,
        parent?.process,
        "fork",
        this.#startedMs(startNs),
      ),
      own: parent?.own,
      unexecuted: "unknown",
    };
  }

  /**
   * True for a child of the scope's process that has executed nothing yet, and for what came into the container. Who made a process counts, and not whose
   * child it is by now: below a parent that has ended anything can come to the scope's process.
   */
  #isOfScope(unexecuted: Entry["unexecuted"], parent: ProcessIdentity): boolean {
    if (unexecuted !== "unknown") return unexecuted === "of the scope";
    return this.#own.isScope(parent.pid, parent.startNs);
  }

  /** In milliseconds since 1970 (UTC); undefined of a process that nobody has told it of. */
  #startedMs(startNs: number): number | undefined {
    return this.#bootMs === undefined || startNs === 0 ? undefined : this.#bootMs + startNs / 1e6;
  }

  /** /proc gives start times in clock ticks only; within one tick a pid is not used twice. */
  #tick(startNs: number): number {
    return Math.floor(startNs / this.#tickNs);
  }
}
