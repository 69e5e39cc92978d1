import { RunwardenError } from "../errors.ts";
import { MatchingEvents } from "../evaluate/matching-events.ts";
import { ruleName } from "../evaluate/rule-test.ts";
import type { Event } from "../events/event.ts";
import { EventMasker } from "../events/event-masker.ts";
import { JsonLineWriter } from "../events/json-writer.ts";
import { readLog } from "../events/read-log.ts";
import type { Coverage } from "../log/coverage.ts";
import { Masker } from "../mask/masker.ts";
import { logFaultSentence } from "../report/log-fault.ts";
import { count } from "../report/phrase.ts";
import { TABLE_COLUMNS, TextTable } from "../report/text-table.ts";
import { visible } from "../report/visible.ts";
import { loadRules } from "../rules/load.ts";
import type { Rule } from "../rules/rule.ts";
import { nearest } from "../shape/nearest.ts";
import { ownOf, parseFrozenJob } from "../watch/frozen.ts";
import { readChunks } from "./chunks.ts";
import { readSources } from "./config.ts";
import { eventFilter } from "./event-filter.ts";
import type { EventsOptions } from "./events-arguments.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { LineWriter } from "./line-writer.ts";

const STDOUT = 1;
const FAULT_LIMIT = 1000;
const NAME_LIMIT = 400;

/**
 * `events LOG`: prints the events of a log that are asked for, without their secrets unless these are asked for too; says
 * on standard error where the log is not whole, or was masked before.
 */
export async function printEvents(log: string, options: EventsOptions, bundleUrl: string): Promise<ExitCode> {
  const output = new LineWriter(STDOUT);
  const isAsked = eventFilter(options.asked);
  const { ruleNames, rules: given } = options;
  let matches =
    given === undefined || ruleNames.length === 0
      ? undefined
      : matchesOf(ruleNames, loadRules(readSources(given, bundleUrl)).rules, "in use");
  const write = writerOf(options, output);
  const masks = new EventMasker(new Masker());
  const { coverage, start } = await readLog(whileOpen(output, readChunks(log)), {
    onJob: (job) => {
      if (ruleNames.length > 0) matches ??= matchesOf(ruleNames, rulesIn(job), "in the log");
    },
    onEvent: (event) => {
      // The rules have to see all of them.
      const isMatch = ruleNames.length === 0 || matches?.isMatch(event) === true;
      if (isAsked(event) && isMatch) write(options.isUnmasked ? event : masks.event(event));
    },
    ownOf,
  });
  output.flush();
  if (start.masked) process.stderr.write(`${log}: its secrets were masked before it was handed over\n`);
  if (!output.isOpen) return EXIT.passed;
  return tellFaults(log, coverage) ? EXIT.tampered : EXIT.passed;
}

function writerOf({ format, lineage }: EventsOptions, output: LineWriter): (event: Event) => void {
  if (format === "jsonl") {
    const writer = new JsonLineWriter(lineage, output);
    return (event) => writer.write(event);
  }
  const table = new TextTable(process.stdout.columns ?? TABLE_COLUMNS);
  output.line(table.head());
  return (event) => output.line(table.line(event));
}

/** The rules that a log has frozen. Throws `usage` where it has lost them. */
function rulesIn(job: string): readonly Rule[] {
  try {
    const { rules, settings } = parseFrozenJob(job);
    return loadRules(rules, settings).rules;
  } catch (cause) {
    if (!(cause instanceof RunwardenError)) throw cause;
    throw new RunwardenError("usage", `${cause.message} Name the rules by --rules.`, { cause });
  }
}

/** A name is a rule's own, or with its set before it. */
function matchesOf(names: readonly string[], rules: readonly Rule[], where: string): MatchingEvents {
  const asked = names.flatMap((name) => {
    const found = rules.filter((rule) => rule.ruleId === name || ruleName(rule) === name);
    if (found.length > 0) return found;
    throw new RunwardenError(
      "usage",
      `there is no rule '${visible(name, NAME_LIMIT)}' ${where}: ${hint(name, rules)}`,
    );
  });
  return new MatchingEvents(asked, rules);
}

/** All their names would fill the screen. */
function hint(name: string, rules: readonly Rule[]): string {
  const near = nearest(
    name,
    rules.flatMap((rule) => [rule.ruleId, ruleName(rule)]),
  );
  if (near !== undefined) return `did you mean "${near}"?`;
  const sets = [...new Set(rules.map(({ rulesetId }) => rulesetId))];
  return sets.length === 0
    ? "there is none at all"
    : `it has to be one of ${count(rules.length, "rule")} of ${sets.join(", ")}`;
}

/** Says on standard error why a log cannot be trusted; true where it cannot. */
export function tellFaults(log: string, { faults }: Coverage): boolean {
  for (const fault of faults) {
    process.stderr.write(`${log}: ${visible(logFaultSentence(fault), FAULT_LIMIT)}\n`);
  }
  return faults.length > 0;
}

async function* whileOpen(output: LineWriter, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (!output.isOpen) return;
    yield chunk;
  }
}
