import type { Cut } from "../evaluate/cuts.ts";
import { ruleName } from "../evaluate/rule-test.ts";
import { count } from "./phrase.ts";
import type { Report } from "./report.ts";

/** Rules that a sentence names; the others are counted. */
const NAMED = 5;

const SENTENCES: Readonly<Record<Cut["part"], string>> = {
  text: "A path or a name was cut",
  argv: "Arguments were cut in the middle",
  lineage: "The lineage was longer than 128 programs, and cut in the middle,",
};

/** What was cut, and which rules it decides: what is missing could have made them true. */
export function cutSentences({ outcome }: Report): string[] {
  return (outcome.cuts ?? []).map(({ part, events, rules }) => {
    const named = rules.slice(0, NAMED).map(ruleName).join(", ");
    const more = rules.length > NAMED ? ` and ${rules.length - NAMED} more` : "";
    const asked = `What is missing decides ${count(rules.length, "rule")}: ${named}${more}`;
    return `${SENTENCES[part]} in ${count(events, "event")}. ${asked}.`;
  });
}
