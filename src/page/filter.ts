import type { PageJob, ProcessNumber } from "./job.ts";

/** What of a job is to be seen. Empty strings and undefined ask for nothing. */
export interface Filter {
  readonly text: string;
  readonly kind: string;
  readonly step: string;
  readonly program: string;
  readonly host: string;
  /** The place of a rule; `any` for events that any rule matches. */
  readonly rule: number | "any" | undefined;
  /** A process, with all that came from it. */
  readonly below: ProcessNumber | undefined;
  /** Milliseconds since 1970, both included. */
  readonly from: number | undefined;
  readonly to: number | undefined;
}

export const NO_FILTER: Filter = {
  text: "",
  kind: "",
  step: "",
  program: "",
  host: "",
  rule: undefined,
  below: undefined,
  from: undefined,
  to: undefined,
};

/** Finds the events that a filter lets through: looks at each string and each process once, and then at numbers alone. */
export class Finder {
  readonly #job: PageJob;
  readonly #lower: readonly string[];
  readonly #lowerOfProcess: readonly string[];

  constructor(job: PageJob) {
    this.#job = job;
    this.#lower = job.strings.map((string) => string.toLowerCase());
    this.#lowerOfProcess = Array.from({ length: job.processCount + 1 }, (_, process) =>
      `${job.line(process)}\n${job.step(process)}\n${job.package(process)}`.toLowerCase(),
    );
  }

  /** The events, in their order. */
  find(filter: Filter): Uint32Array {
    const job = this.#job;
    const kind = filter.kind === "" ? -1 : job.report.kinds.indexOf(filter.kind);
    const processes = this.#processes(filter);
    const hosts = filter.host === "" ? undefined : this.#hosts(filter.host);
    const terms = filter.text
      .toLowerCase()
      .split(/\s+/)
      .filter((term) => term !== "");
    const found = terms.map((term) => this.#holders(term));
    const rule = filter.rule;
    const events = new Uint32Array(job.size);
    let size = 0;
    for (let event = 0; event < job.size; event++) {
      if (kind >= 0 && job.kinds[event] !== kind) continue;
      const process = job.processes[event] ?? 0;
      if (processes !== undefined && processes[process] === 0) continue;
      if (hosts !== undefined && hosts[job.hosts[event] ?? 0] === 0) continue;
      const time = job.times[event] ?? Number.NaN;
      // Of an event without a time it is not known whether it is meant.
      if (filter.from !== undefined && time < filter.from) continue;
      if (filter.to !== undefined && time > filter.to) continue;
      if (rule === "any" && !job.rulesOf.has(event)) continue;
      if (typeof rule === "number" && !job.rulesOf.get(event)?.includes(rule)) continue;
      if (found.length > 0 && !found.every((holders) => holds(job, holders, event, process))) continue;
      events[size++] = event;
    }
    return events.subarray(0, size);
  }

  /** 1 for each process that is meant; undefined for all. */
  #processes({ step, program, below }: Filter): Uint8Array | undefined {
    if (step === "" && program === "" && below === undefined) return undefined;
    const job = this.#job;
    const isBelow = new Uint8Array(job.processCount + 1);
    const isMeant = new Uint8Array(job.processCount + 1);
    for (let process = 0; process <= job.processCount; process++) {
      // Parents come before those that they made.
      isBelow[process] = process === below || (process > 0 && isBelow[job.parent(process)] === 1) ? 1 : 0;
      const isOf =
        (step === "" || job.step(process) === step) &&
        (program === "" || job.path(process) === program) &&
        (below === undefined || isBelow[process] === 1);
      isMeant[process] = isOf ? 1 : 0;
    }
    return isMeant;
  }

  #hosts(host: string): Uint8Array {
    const strings = this.#job.strings;
    return Uint8Array.from({ length: strings.length + 1 }, (_, n) =>
      n > 0 && strings[n - 1] === host ? 1 : 0,
    );
  }

  #holders(term: string): Holders {
    const held = (strings: readonly string[]): Uint8Array =>
      Uint8Array.from(strings, (string) => (string.includes(term) ? 1 : 0));
    return {
      strings: held(this.#lower),
      processes: held(this.#lowerOfProcess),
      kinds: held(this.#job.report.kinds),
    };
  }
}

/** 1 for each string, process and kind that a word is part of. */
interface Holders {
  readonly strings: Uint8Array;
  readonly processes: Uint8Array;
  readonly kinds: Uint8Array;
}

function holds(
  job: PageJob,
  { strings, processes, kinds }: Holders,
  event: number,
  process: number,
): boolean {
  if (processes[process] === 1 || kinds[job.kinds[event] ?? 0] === 1) return true;
  if (strings[(job.hosts[event] ?? 0) - 1] === 1) return true;
  for (const string of job.data(event)) if (strings[string] === 1) return true;
  return false;
}

/** Values with how often each is there, the most frequent first. */
export type ChoiceCounts = readonly (readonly [value: string, count: number])[];

/** What the events of a job can be filtered by. */
export function choices(job: PageJob): Readonly<Record<"kind" | "step" | "program" | "host", ChoiceCounts>> {
  const byProcess = new Uint32Array(job.processCount + 1);
  const byKind = new Map<string, number>();
  const byHost = new Map<string, number>();
  for (let event = 0; event < job.size; event++) {
    const process = job.process(event);
    byProcess[process] = (byProcess[process] ?? 0) + 1;
    add(byKind, job.kind(event), 1);
    if (job.hosts[event] !== 0) add(byHost, job.host(event), 1);
  }
  const byStep = new Map<string, number>();
  const byProgram = new Map<string, number>();
  for (const [process, count] of byProcess.entries()) {
    if (count === 0) continue;
    add(byStep, job.step(process), count);
    add(byProgram, job.path(process), count);
  }
  return {
    kind: sorted(byKind),
    // In the order in which they came.
    step: [...byStep].filter(([step]) => step !== ""),
    program: sorted(byProgram),
    host: sorted(byHost),
  };
}

function add(counts: Map<string, number>, value: string, count: number): void {
  counts.set(value, (counts.get(value) ?? 0) + count);
}

function sorted(counts: Map<string, number>): ChoiceCounts {
  return [...counts].filter(([value]) => value !== "").sort(([, a], [, b]) => b - a);
}
