import { type IpRange, isInIpRange, printIpRange } from "../cel/ip-range.ts";
import type { Rule } from "../rules/rule.ts";
import { CLAUSE_LIMIT, clausesOf, isKernelKind, type KernelKind } from "./clauses.ts";
import { BITS, bitOf, FACTS } from "./facts.ts";
import { type Clause, type KernelTest, type KernelText, keyOf } from "./kernel-test.ts";

/** The bits that must be set for a clause to hold, and those that must not. */
export interface TableClause {
  readonly kind: KernelKind;
  readonly needed: bigint;
  readonly forbidden: bigint;
}

/**
 * What the kernel part goes by. Of texts and ranges it finds the longest that fits, so each has the bits of all shorter ones
 * too.
 */
export interface KernelTable {
  readonly clauses: readonly TableClause[];
  /** By what a text begins with, behind its subject and a space; NUL ends one that is asked for as a whole. */
  readonly starts: ReadonlyMap<string, bigint>;
  /** By what it ends with. */
  readonly ends: ReadonlyMap<string, bigint>;
  readonly ranges: readonly { readonly range: IpRange; readonly bits: bigint }[];
  readonly ports: ReadonlyMap<number, bigint>;
}

/** Where a rule that terminates is decided: all of it in the kernel, a part, or nothing; what is left to the judge. */
export interface Placement {
  readonly rule: Rule;
  readonly where: "kernel" | "part" | "judge";
  readonly left: readonly string[];
}

/** The most entries of each table (native/bounds.h). */
const LIMITS = { starts: 4096, ends: 4096, ranges: 4096, ports: 1024 } as const;

const NO_ROOM = "what has no room in the kernel's tables";

/** Makes the table of all rules that terminate, and says of each where it is decided. */
export function kernelTable(rules: readonly Rule[]): {
  readonly table: KernelTable;
  readonly placements: readonly Placement[];
} {
  const builder = new Builder();
  const placements = rules.filter(({ action }) => action === "terminate").map((rule) => place(rule, builder));
  return { table: builder.table(), placements };
}

function place(rule: Rule, builder: Builder): Placement {
  const judged = (why: string): Placement => ({ rule, where: "judge", left: [why] });
  if (rule.type === "correlation") return judged("counts of other rules");
  const { eventKind } = rule;
  if (!isKernelKind(eventKind)) {
    return judged(`events of kind ${eventKind}`);
  }
  const plans = rule.plan.terms.map(({ plan }) => plan);
  const [first, ...others] = plans;
  const whole = first === undefined ? ({ op: "constant", type: "bool", value: true } as const) : first;
  const plan =
    others.length === 0 ? whole : ({ op: "and", type: "bool", operands: [whole, ...others] } as const);
  const { clauses, left } = clausesOf(plan, eventKind);
  const refused = clauses.filter((clause) => !builder.add(eventKind, clause)).length;
  const all = refused === 0 ? left : [...left, NO_ROOM];
  if (clauses.length === refused) {
    return { rule, where: "judge", left: all.length === 0 ? ["what is never true"] : all };
  }
  return { rule, where: all.length === 0 ? "kernel" : "part", left: [...new Set(all)] };
}

class Builder {
  readonly #clauses: TableClause[] = [];
  readonly #bits = new Map<string, { readonly test: KernelTest; readonly bit: bigint }>();

  /** False where there is no room for it. */
  add(kind: KernelKind, clause: Clause): boolean {
    if (this.#clauses.filter((other) => other.kind === kind).length === CLAUSE_LIMIT) return false;
    const added = new Map<string, { readonly test: KernelTest; readonly bit: bigint }>();
    let needed = 0n;
    let forbidden = 0n;
    for (const { test, isTrue } of clause) {
      const bit = this.#bitOf(test, added);
      if (bit === undefined) return false;
      if (isTrue) needed |= bit;
      else forbidden |= bit;
    }
    if (!this.#hasRoom([...added.values()].map(({ test }) => test))) return false;
    for (const [key, value] of added) this.#bits.set(key, value);
    this.#clauses.push({ kind, needed, forbidden });
    return true;
  }

  #bitOf(
    test: KernelTest,
    added: Map<string, { readonly test: KernelTest; readonly bit: bigint }>,
  ): bigint | undefined {
    if (test.kind === "fact") return bitOf(test.fact);
    const key = keyOf(test);
    const known = this.#bits.get(key) ?? added.get(key);
    if (known !== undefined) return known.bit;
    const place = FACTS.length + this.#bits.size + added.size;
    if (place >= BITS) return undefined;
    const bit = 1n << BigInt(place);
    added.set(key, { test, bit });
    return bit;
  }

  #hasRoom(added: readonly KernelTest[]): boolean {
    const all = [...[...this.#bits.values()].map(({ test }) => test), ...added];
    const count = (of: (test: KernelTest) => number): number => all.reduce((sum, test) => sum + of(test), 0);
    const texts = (isEnd: boolean) => (test: KernelTest) =>
      test.kind === "text" && (test.method === "endsWith") === isEnd ? test.parts.length : 0;
    return (
      count(texts(false)) <= LIMITS.starts &&
      count(texts(true)) <= LIMITS.ends &&
      count((test) => (test.kind === "ranges" ? test.ranges.length : 0)) <= LIMITS.ranges &&
      count((test) => (test.kind === "ports" ? test.ports.length : 0)) <= LIMITS.ports
    );
  }

  table(): KernelTable {
    const starts = new Map<string, bigint>();
    const ends = new Map<string, bigint>();
    const ranges = new Map<string, { readonly range: IpRange; bits: bigint }>();
    const ports = new Map<number, bigint>();
    for (const { test, bit } of this.#bits.values()) {
      switch (test.kind) {
        case "text":
          for (const part of test.parts) {
            if (test.method === "endsWith") addBits(ends, keyOfText(test.subject, part), bit);
            else addBits(starts, keyOfText(test.subject, test.method === "equals" ? `${part}\0` : part), bit);
          }
          break;
        case "ranges":
          for (const range of test.ranges) {
            const key = printIpRange(range);
            ranges.set(key, { range, bits: (ranges.get(key)?.bits ?? 0n) | bit });
          }
          break;
        case "ports":
          for (const port of test.ports) addBits(ports, port, bit);
      }
    }
    return {
      clauses: this.#clauses,
      starts: withShorter(starts, (key, length) => key.slice(0, length)),
      ends: withShorter(ends, lastOf),
      ranges: [...ranges.values()].map(({ range }) => ({
        range,
        bits: [...ranges.values()]
          .filter((other) => other.range.prefix <= range.prefix && isInIpRange(range.bytes, other.range))
          .reduce((bits, other) => bits | other.bits, 0n),
      })),
      ports,
    };
  }
}

/** The key of a text, or of its end, in a table. */
export function keyOfText(subject: KernelText, text: string): string {
  return `${subject} ${text}`;
}

/** Of a key with so many characters in all, the subject and the end of its text. */
function lastOf(key: string, length: number): string {
  const text = key.indexOf(" ") + 1;
  return length <= text ? key.slice(0, length) : key.slice(0, text) + key.slice(key.length - length + text);
}

function addBits<Key>(map: Map<Key, bigint>, key: Key, bit: bigint): void {
  map.set(key, (map.get(key) ?? 0n) | bit);
}

function withShorter(
  map: ReadonlyMap<string, bigint>,
  cut: (key: string, length: number) => string,
): Map<string, bigint> {
  return new Map(
    [...map.keys()].map((key) => {
      let bits = 0n;
      for (let length = 1; length <= key.length; length++) bits |= map.get(cut(key, length)) ?? 0n;
      return [key, bits];
    }),
  );
}

/** The table as the collector is handed it (docs/architecture.md, Rules in the kernel); empty where nothing is in it. */
export function tableText({ clauses, starts, ends, ranges, ports }: KernelTable): string {
  const hex = (bits: bigint): string => bits.toString(16);
  const textLine = (form: string, key: string, bits: bigint): string => {
    const at = key.indexOf(" ");
    return `${form} ${key.slice(0, at)} ${hex(bits)} ${key.slice(at + 1)}`;
  };
  const lines = [
    ...clauses.map(({ kind, needed, forbidden }) => `clause ${kind} ${hex(needed)} ${hex(forbidden)}`),
    ...[...starts].map(([key, bits]) =>
      key.endsWith("\0") ? textLine("whole", key.slice(0, -1), bits) : textLine("start", key, bits),
    ),
    ...[...ends].map(([key, bits]) => textLine("end", key, bits)),
    ...ranges.map(({ range, bits }) => `range ${hex(bits)} ${printIpRange(range)}`),
    ...[...ports].map(([port, bits]) => `port ${hex(bits)} ${port}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
