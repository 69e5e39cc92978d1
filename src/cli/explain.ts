import { RunwardenError } from "../errors.ts";
import { ruleName } from "../evaluate/rule-test.ts";
import type { Event } from "../events/event.ts";
import { readJsonLines } from "../events/json.ts";
import { readLog } from "../events/read-log.ts";
import { isMatch, ruleExplanation } from "../report/explanation.ts";
import { visible } from "../report/visible.ts";
import { loadRules } from "../rules/load.ts";
import type { Rule } from "../rules/rule.ts";
import { suggestion } from "../shape/nearest.ts";
import { ownOf } from "../watch/frozen.ts";
import type { ExplainOptions } from "./arguments.ts";
import { type OpenFile, openFile } from "./chunks.ts";
import { readSources } from "./config.ts";
import { tellFaults } from "./events.ts";
import { EXIT, type ExitCode } from "./exit.ts";

const NAME_LIMIT = 400;

/** `explain EVENT RULE`: shows why a rule matches an event or not, part by part. */
export async function explainRule(options: ExplainOptions, bundleUrl: string): Promise<ExitCode> {
  const rule = findRule(loadRules(readSources(options, bundleUrl)).rules, options.rule);
  const { event, isTampered } = await readEvent(options.path, options.event);
  process.stdout.write(`${ruleExplanation(rule, event, options.event).join("\n")}\n`);
  if (isTampered) return EXIT.tampered;
  return rule.type === "correlation" || isMatch(rule, event) ? EXIT.passed : EXIT.failed;
}

function findRule(rules: readonly Rule[], name: string): Rule {
  const found = rules.find((rule) => ruleName(rule) === name);
  if (found !== undefined) return found;
  const hint = suggestion(name, rules.map(ruleName));
  throw new RunwardenError("usage", `there is no rule '${visible(name, NAME_LIMIT)}' in use: ${hint}`);
}

/**
 * The event of this place, from 0, in an event log, in JSON Lines or in a file that is one JSON object. What is wrong
 * with a log is told on standard error.
 */
async function readEvent(path: string, place: number): Promise<{ event: Event; isTampered: boolean }> {
  let count = 0;
  let found: Event | undefined;
  let isTampered = false;
  const onEvent = (event: Event): void => {
    if (count++ === place) found = event;
  };
  const file = await openFile(path);
  if (file.isEventLog) {
    isTampered = tellFaults(path, (await readLog(file.chunks, { onEvent, ownOf })).coverage);
  } else {
    await readJsonLines(path, await jsonLines(file), onEvent);
  }
  if (found !== undefined) return { event: found, isTampered };
  throw new RunwardenError("usage", `${path} has no event ${place}: it has ${count}, counted from 0`);
}

/** The chunks of a file; one that is a single JSON value over many lines becomes one line. */
async function jsonLines(file: OpenFile): Promise<AsyncIterable<Uint8Array> | Iterable<Uint8Array>> {
  if (!/^\s*\{\s*\n/.test(new TextDecoder().decode(file.start))) return file.chunks;
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.chunks) chunks.push(chunk);
  try {
    return [Buffer.from(JSON.stringify(JSON.parse(Buffer.concat(chunks).toString("utf8"))))];
  } catch {
    return chunks;
  }
}
