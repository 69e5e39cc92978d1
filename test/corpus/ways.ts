import { loadRules } from "../../src/rules/load.ts";
import { readBaseline } from "../../src/rules/source.ts";
import type { Taken } from "./services.ts";

/** What a maintainer's list has whose jobs install packages and read their own repository. */
export const ALLOWED_HOSTS = [
  "registry.npmjs.org",
  "pypi.org",
  "files.pythonhosted.org",
  "github.com",
  "api.github.com",
  "codeload.github.com",
];

/** One way to guard a job: the inputs of the action. */
export interface Way {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** What became of a job that the action guarded. */
export interface GuardedEnd {
  /** As the post step set it. */
  readonly result: string;
  /** What the job's own steps ended with. */
  readonly codes: readonly (number | string)[];
  /** The list that its summary proposes to be pasted: entries as they stand there. */
  readonly proposed: readonly string[];
  /** Undefined where the internet was the machine's. */
  readonly taken: Taken | undefined;
}

/** Those of the baseline that fail a job, as SET/RULE. */
export function failingRules(): string[] {
  const { rules } = loadRules(readBaseline(new URL("../../dist/cli/index.js", import.meta.url).href), {});
  return rules
    .filter(({ action }) => action !== "collect")
    .map(({ rulesetId, ruleId }) => `${rulesetId}/${ruleId}`);
}

/** The ways; `failing` are the rules that fail a job, as SET/RULE. */
export function waysOf(failing: readonly string[]): readonly Way[] {
  return [
    { name: "report", inputs: { egress: "off" } },
    { name: "terminate", inputs: { egress: "off", rules: terminating(failing) } },
    { name: "block", inputs: { egress: "block", "allowed-endpoints": ALLOWED_HOSTS.join(" ") } },
  ];
}

/** Only recorded, as is the default: an honest job's list comes of it. */
export const AUDIT: Way = { name: "audit", inputs: {} };

/** Kept from all that the job did not do when it was recorded. */
export function blockWith(proposed: readonly string[]): Way {
  return {
    name: "block",
    // What is never reached is no less a list: an empty one is none of them.
    inputs: { egress: "block", "allowed-endpoints": proposed.join("\n") },
  };
}

/** A modifier under which these rules end the job. */
function terminating(rules: readonly string[]): string {
  const targets = rules.map((rule) => {
    const at = rule.lastIndexOf("/");
    return { ruleset_id: rule.slice(0, at), rule_id: rule.slice(at + 1) };
  });
  return JSON.stringify({ rule_modifiers: [{ modifier_id: "ways", targets, override_action: "terminate" }] });
}
