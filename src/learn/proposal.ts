import { stringify } from "yaml";
import { newHostConditions } from "./hosts.ts";
import type { Lesson, Lessons, Occasion } from "./lessons.ts";

/** The set that tells of hosts that no job had from which it was learned. */
export const HOSTS_SET = "learned/hosts";

const HEAD = `# Proposed by runwarden learn. Read it before you use it: whatever these jobs did is taken for honest.
# Where a beginning and an end are asked for, anything can stand between them, slashes too; arguments can be in any order,
# and more than these.
# Name this file among your rules.
`;

/** A rule file: what these jobs did is excepted from the rules that it matched, and hosts that they did not ask for are told. */
export function renderProposal(lessons: Lessons): string {
  const documents: unknown[] = [{ rule_sets: [hostsSet(lessons)] }];
  const modifiers = lessons.lessons().map((lesson) => modifierOf(lesson, lessons.jobs));
  if (modifiers.length > 0) documents.push({ rule_modifiers: modifiers });
  return HEAD + documents.map((document) => stringify(document, { lineWidth: 0 })).join("---\n");
}

function hostsSet({ hosts, jobs }: Lessons) {
  const { domain, address } = newHostConditions(hosts);
  const lists = { hosts: hosts.names().whole, addresses: hosts.addresses() };
  const filled = Object.entries(lists).filter(([, items]) => items.length > 0);
  const from = `the ${jobs === 1 ? "job" : `${jobs} jobs`} from which this was learned`;
  return {
    ruleset_id: HOSTS_SET,
    ...(filled.length > 0 && { lists: Object.fromEntries(filled) }),
    rules: [
      {
        rule_id: "new_host",
        rule_name: "New host",
        description: `A name that none of ${from} looked up.`,
        event_type: "domain",
        condition: domain,
        distinct: "domain",
        action: "collect",
      },
      {
        rule_id: "new_address",
        rule_name: "New address",
        description: `An address that none of ${from} connected to, and of which no name is known.`,
        event_type: "network_connect",
        condition: address,
        distinct: "remote_ip",
        action: "collect",
      },
    ],
  };
}

function modifierOf({ rule, occasions }: Lesson, jobs: number) {
  return {
    modifier_id: `learned/${rule.rulesetId}/${rule.ruleId}`,
    description: `What ${jobs === 1 ? "one job" : `${jobs} jobs`} did that this rule is true of.`,
    targets: [{ ruleset_id: rule.rulesetId, rule_id: rule.ruleId }],
    add_exceptions: occasions.map((each) => exceptionText(each, jobs)).join(" ||\n"),
  };
}

/** On a line of its own, below how often it was. */
function exceptionText({ condition, matches, jobs }: Occasion, of: number): string {
  const often = `${matches} ${matches === 1 ? "match" : "matches"} in ${jobs} of ${of} ${of === 1 ? "job" : "jobs"}`;
  return `// ${often}\n(${condition})`;
}
