import { TEXT_TESTS } from "../cel/compare.ts";
import { type IpRange, parseIp } from "../cel/ip-range.ts";
import type { AnyTextPlan, FieldOf, Plan, ScalarPlan } from "../cel/plan.ts";
import { printPlan, shortened } from "../cel/print.ts";
import { remoteAddress } from "../kinds/network_connect.ts";
import type { Fact } from "./facts.ts";
import { type Clause, type Demand, type KernelTest, type KernelText, keyOf } from "./kernel-test.ts";

/** The kinds of event for which the kernel part ends a program. */
export const KERNEL_KINDS = ["process_exec", "file_open", "network_connect"] as const;

export type KernelKind = (typeof KERNEL_KINDS)[number];

/** True for a kind of event for which the kernel part ends a program. */
export function isKernelKind(kind: string): kind is KernelKind {
  return (KERNEL_KINDS as readonly string[]).includes(kind);
}

/** What of a plan the kernel part can tell: true where one of the clauses is. */
export interface KernelPart {
  readonly clauses: readonly Clause[];
  /** The parts that are left to the judge, as text; where there are none, the clauses are the whole plan. */
  readonly left: readonly string[];
}

/** Clauses of one kind (native/bounds.h, RULE_CLAUSES). */
export const CLAUSE_LIMIT = 64;

/** Bytes of a text that is compared; one that is asked for as a whole has its NUL beside it (RULE_TEXT_LIMIT). */
export const TEXT_LIMIT = 251;

const PART_LIMIT = 120;

/**
 * Makes clauses of a plan over events of one kind. They are never true of an event that the plan is not true of; of what they
 * cannot say, `left` tells.
 */
export function clausesOf(plan: Plan, kind: KernelKind): KernelPart {
  return told(plan, true, kind);
}

const ALWAYS: KernelPart = { clauses: [[]], left: [] };
const NEVER: KernelPart = { clauses: [], left: [] };

/** The clauses in which a plan comes out as is wanted. */
function told(plan: Plan, wanted: boolean, kind: KernelKind): KernelPart {
  switch (plan.op) {
    case "constant":
      return plan.value === wanted ? ALWAYS : NEVER;
    case "not":
      return told(plan.operand, !wanted, kind);
    case "and":
    case "or": {
      const all = plan.operands.map((operand) => told(operand, wanted, kind));
      return (plan.op === "and") === wanted ? every(all, plan) : some(all);
    }
    case "choose": {
      const ways = [
        every([told(plan.test, true, kind), told(plan.yes, wanted, kind)], plan),
        every([told(plan.test, false, kind), told(plan.no, wanted, kind)], plan),
      ];
      return some(ways);
    }
    case "remembered":
      return told(plan.part, wanted, kind);
    case "field": {
      const literals = factOf(plan, wanted, kind);
      return literals === undefined ? leftOut(plan) : { clauses: [literals], left: [] };
    }
    case "any text":
      return anyText(plan, wanted, kind);
    case "in ranges":
      return isPayload(plan.ip, "remote_ip", kind) ? ranges(plan.ranges, wanted) : leftOut(plan);
    case "compare": {
      const port = plan.operator === "==" && plan.right.op === "constant" ? plan.right.value : undefined;
      return isPayload(plan.left, "remote_port", kind) ? ports([port], wanted, plan) : leftOut(plan);
    }
    case "in":
      if (plan.list.op !== "constants" || !isPayload(plan.value, "remote_port", kind)) return leftOut(plan);
      return ports(plan.list.items, wanted, plan);
    default:
      return leftOut(plan);
  }
}

function leftOut(plan: Plan, why = shortened(shown(plan), PART_LIMIT)): KernelPart {
  return { clauses: [], left: [why] };
}

/** A part of a plan nearly as it stands in conditions; of lists, what is looked through. */
function shown(plan: Plan): string {
  switch (plan.op) {
    case "inherited":
      return `${printPlan(plan.process)}.ancestors.exists(…)`;
    case "exists":
      return `${printPlan(plan.list)}.exists(…)`;
    case "any text": {
      const [first = "", ...others] = plan.parts.map((part) => JSON.stringify(part));
      const parts = others.length === 0 ? first : `${first}, …`;
      return `${printPlan(plan.text)}${plan.method === "equals" ? ` == ${parts}` : `.${plan.method}(${parts})`}`;
    }
    default:
      return printPlan(plan);
  }
}

function some(all: readonly KernelPart[]): KernelPart {
  return { clauses: all.flatMap(({ clauses }) => clauses), left: all.flatMap(({ left }) => left) };
}

function every(all: readonly KernelPart[], plan: Plan): KernelPart {
  const left = all.flatMap(({ left }) => left);
  let clauses: readonly Clause[] = [[]];
  for (const each of all) {
    if (clauses.length * each.clauses.length > CLAUSE_LIMIT) {
      return leftOut(plan, `more than ${CLAUSE_LIMIT} alternatives`);
    }
    clauses = clauses.flatMap((clause) => each.clauses.flatMap((more) => joined(clause, more)));
  }
  return { clauses, left };
}

/** Both clauses as one; none where they contradict each other. */
function joined(a: Clause, b: Clause): [Clause] | [] {
  const literals = new Map<string, Demand>();
  for (const literal of [...a, ...b]) {
    const key = keyOf(literal.test);
    const known = literals.get(key);
    if (known !== undefined && known.isTrue !== literal.isTrue) return [];
    literals.set(key, literal);
  }
  return [[...literals.values()]];
}

function fact(name: Fact, isTrue = true): Demand {
  return { test: { kind: "fact", fact: name }, isTrue };
}

function isPayload(plan: ScalarPlan, name: string, kind: KernelKind): boolean {
  return kind === "network_connect" && plan.op === "field" && plan.of.op === "payload" && plan.name === name;
}

/** Fields that are true or false, by kind. */
const FLAGS: Readonly<Record<KernelKind, readonly Fact[]>> = {
  process_exec: ["is_memfd"],
  file_open: ["is_read", "is_write", "is_own_process"],
  network_connect: [],
};

function factOf({ of, name }: FieldOf, wanted: boolean, kind: KernelKind): Clause | undefined {
  if (of.op === "process" && name === "is_root_owned") {
    return [fact("image_is_known"), fact("is_root_owned", wanted)];
  }
  const flag = of.op === "payload" ? FLAGS[kind].find((each) => each === name) : undefined;
  return flag && [fact(flag, wanted)];
}

function anyText(plan: AnyTextPlan, wanted: boolean, kind: KernelKind): KernelPart {
  const { text, method, parts } = plan;
  if (text.op !== "field") return leftOut(plan);
  const subject = subjectOf(text, kind);
  if (subject !== undefined && method !== "contains") return compared(plan, subject, method, wanted);
  if (isPayload(text, "protocol", kind)) return oneOf({ tcp: "is_tcp", udp: "is_udp" }, plan, wanted);
  if (isPayload(text, "family", kind)) return oneOf({ ipv4: "is_ipv4", ipv6: "is_ipv6" }, plan, wanted);
  if (isPayload(text, "remote_ip", kind) && method === "equals")
    return ranges(parts.flatMap(ownRange), wanted);
  return leftOut(plan);
}

function subjectOf({ of, name }: FieldOf, kind: KernelKind): KernelText | undefined {
  if (of.op === "payload") return kind === "file_open" && name === "path" ? "path" : undefined;
  return of.op === "process" && (name === "exec_path" || name === "file_path") ? name : undefined;
}

/**
 * The kernel part knows a text of ASCII only, in small letters: no other can be equal to it, begin it or end it. That it
 * knows it is asked for too, since of what it does not know nothing is false.
 */
function compared(
  plan: AnyTextPlan,
  subject: KernelText,
  method: Exclude<AnyTextPlan["method"], "contains">,
  wanted: boolean,
): KernelPart {
  const ascii = plan.parts.filter((part) => IS_ASCII.test(part));
  const fitting = ascii.filter((part) => IS_PLAIN.test(part) && part.length < TEXT_LIMIT);
  const isWhole = fitting.length === plan.parts.length;
  const left = isWhole ? [] : leftOut(plan).left;
  const known = fact(`${subject}_is_known`);
  if (wanted) {
    const test: KernelTest = { kind: "text", subject, method, parts: fitting };
    return fitting.length === 0
      ? { clauses: [], left }
      : { clauses: [[known, { test, isTrue: true }]], left };
  }
  if (fitting.length < ascii.length) return leftOut(plan);
  const test: KernelTest = { kind: "text", subject, method, parts: fitting };
  return { clauses: [fitting.length === 0 ? [known] : [known, { test, isTrue: false }]], left };
}

const IS_ASCII = /^[\0-\x7f]*$/;
/** What can stand in a line of the table. */
const IS_PLAIN = /^[ -~]+$/;

/** A text that has few values: which of them pass. */
function oneOf(
  facts: Readonly<Record<string, Fact>>,
  { method, parts }: AnyTextPlan,
  wanted: boolean,
): KernelPart {
  const passes = (value: string): boolean =>
    parts.some((part) => (method === "equals" ? value === part : TEXT_TESTS[method](value, part)));
  const values = Object.entries(facts).filter(([value]) => passes(value) === wanted);
  return { clauses: values.map(([, each]) => [fact(each)]), left: [] };
}

/** The range that has nothing but an address; none for a text that no event has. */
function ownRange(text: string): IpRange[] {
  const bytes = parseIp(text);
  if (bytes === undefined) return [];
  const { ip } = remoteAddress(Buffer.from(bytes), bytes.length === 4 ? AF_INET : AF_INET6);
  return ip === text ? [{ bytes, prefix: bytes.length * 8 }] : [];
}

/** linux/socket.h */
const AF_INET = 2;
const AF_INET6 = 10;

function ranges(all: readonly IpRange[], wanted: boolean): KernelPart {
  if (all.length === 0) return wanted ? NEVER : ALWAYS;
  return { clauses: [[{ test: { kind: "ranges", ranges: all }, isTrue: wanted }]], left: [] };
}

/** Ports that no event has are left out. */
function ports(values: readonly unknown[], wanted: boolean, plan: Plan): KernelPart {
  if (values.some((value) => typeof value !== "number" && typeof value !== "bigint")) return leftOut(plan);
  const distinct = [...new Set(values.map(Number))].filter((port) => port >= 1 && port <= 65535);
  if (distinct.length === 0) return wanted ? NEVER : ALWAYS;
  const sorted = distinct.sort((a, b) => a - b);
  return { clauses: [[{ test: { kind: "ports", ports: sorted }, isTrue: wanted }]], left: [] };
}
