import { Environment } from "@marcbachmann/cel-js";
import ipaddr from "ipaddr.js";
import type { Ancestor, Event, FieldValue } from "../../src/events/event.ts";
import type { Text } from "../../src/events/text.ts";
import { EVENT_KINDS } from "../../src/kinds/index.ts";
import type { Field } from "../../src/kinds/value.ts";

/** What a condition sees of an event, as the CEL library takes it: plain objects, folded strings, ints as bigints. */
export type Plain = Readonly<Record<string, unknown>>;

/** The name that lists have in the library, where `list` is the name of a type. */
const LISTS = "lists";

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  limits: { maxDepth: 1_000, maxAstNodes: 100_000, maxListElements: 10_000 },
});
environment.registerFunction("inIpRange(string, string): bool", inIpRange);

/** A condition whose strings are folded already, evaluated by the CEL library itself. */
export function oracle(condition: string): (plain: Plain) => unknown {
  const evaluate = environment.parse(condition.replaceAll(/\blist\./g, `${LISTS}.`));
  return (plain) => evaluate(plain);
}

/** An event for the oracle, with the lists of a rule set. */
export function plainOf(event: Event, lists: Readonly<Record<string, readonly string[]>>): Plain {
  const payload = event.payload as Readonly<Record<string, FieldValue>>;
  const fields = (EVENT_KINDS[event.kind].fields as readonly Field[]).map(({ name }) => {
    const value = payload[name];
    if (typeof value === "number") return [name, BigInt(value)];
    if (typeof value !== "object") return [name, value];
    return [name, "folded" in value ? value.folded : (value as readonly Text[]).map(({ folded }) => folded)];
  });
  const { process } = event;
  return {
    ...Object.fromEntries(fields),
    [LISTS]: lists,
    process: { ...imageOf(process), ancestors: plainAncestors(process.ancestors) },
  };
}

/** Ancestors newest first; what lies between one and the process is told again below it. */
function plainAncestors(ancestors: readonly Ancestor[]): Plain[] {
  const plain: Plain[] = [];
  for (const ancestor of ancestors) {
    plain.push({ ...imageOf(ancestor), descendants: plain.toReversed() });
  }
  return plain;
}

function imageOf({ exec_path, argv }: { exec_path: Text; argv: readonly Text[] }): Plain {
  return {
    exec_path: exec_path.folded,
    argv: argv.map(({ folded }) => folded),
    exact_argv: argv.map(({ raw }) => raw.toWellFormed().normalize("NFC")),
  };
}

/** Only for plain addresses and ranges: what the rule language says beyond is tested by itself. */
function inIpRange(ip: string, range: string): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  const [network, prefix] = ipaddr.parseCIDR(range);
  return address.kind() === network.kind() && address.match([network, prefix]);
}
