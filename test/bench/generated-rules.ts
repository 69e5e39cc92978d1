import { EVENT_KIND_NAMES, EVENT_KINDS, type EventKind } from "../../src/kinds/index.ts";
import { type Field, isStringType } from "../../src/kinds/value.ts";

/** 8 kinds with 36 rules each, and 12 correlations. */
const RULES_PER_KIND = 36;
const CORRELATIONS = 12;
const SUFFIXES = 60;

const TOOLS = ["npm", "pip", "pip3", "yarn", "pnpm", "bundle", "cargo", "composer", "uv", "poetry"];

/** The lists of the generated rules. */
export const generatedLists = {
  credential_suffixes: Array.from(
    { length: SUFFIXES },
    (_, n) => `/.${["config", "local", "cache", "ssh"][n % 4]}/tool-${n}/token-${n * 7}.json`,
  ),
  installers: TOOLS.map((tool) => `/${tool}`),
  verbs: ["install", "ci", "add", "update", "sync"],
};

/** A rule as the benchmark writes it. */
export interface GeneratedRule {
  readonly id: string;
  readonly kind: EventKind | undefined;
  readonly condition: string;
}

/** 300 rules of the forms that real ones have; each event rule looks through the ancestors. */
export const generatedRules: readonly GeneratedRule[] = [
  ...EVENT_KIND_NAMES.flatMap((kind) =>
    Array.from({ length: RULES_PER_KIND }, (_, n) => ({
      id: `${kind}_${n}`,
      kind,
      condition: conditionOf(kind, n),
    })),
  ),
  ...Array.from({ length: CORRELATIONS }, (_, n) => ({
    id: `both_${n}`,
    kind: undefined,
    condition: `rule.file_open_${n}.total_count >= 1 && rule.process_exec_${n}.total_count + rule.domain_${n}.total_count >= ${n + 1}`,
  })),
];

/** The rules as a rule file. */
export function generatedRulesText(): string {
  const rules = generatedRules.map(({ id, kind, condition }) =>
    kind === undefined
      ? { rule_id: id, type: "correlation", action: "collect", condition }
      : { rule_id: id, event_type: kind, action: "collect", condition },
  );
  return JSON.stringify({ rule_sets: [{ ruleset_id: "bench/rules", lists: generatedLists, rules }] });
}

function conditionOf(kind: EventKind, n: number): string {
  const below = belowOf(n);
  const strings = (EVENT_KINDS[kind].fields as readonly Field[]).filter(({ type }) => isStringType(type));
  const field = strings[n % Math.max(1, strings.length)]?.name ?? "process.exec_path";
  switch (n % 6) {
    case 0:
      return `list.credential_suffixes.exists(s, ${field}.endsWith(s)) && ${below}`;
    case 1:
      return `${below} && (${field}.startsWith("/etc/part-${n}/") || ${field}.contains("/secret-${n}/") || ${field} == "/root/${n}")`;
    case 2:
      return kind === "network_connect"
        ? `(inIpRange(remote_ip, "10.${n}.0.0/16") || inIpRange(remote_ip, "192.168.${n}.0/24")) && ${below}`
        : `!${field}.startsWith("/usr/") && ${field}.endsWith("/tool-${n}") && ${below}`;
    case 3:
      return `process.argv.exists(v, v == "--flag-${n}" || v.startsWith("--option-${n}=")) && ${below}`;
    case 4:
      return `${below} && process.exec_path.endsWith("/program-${n}") && !(${field}.endsWith(".h") || ${field}.endsWith(".js"))`;
    default:
      return `${scalarOf(kind, n)} && ${field}.endsWith("/.tool-${n}rc") && ${below}`;
  }
}

function belowOf(n: number): string {
  switch (n % 4) {
    case 0:
      return "process.ancestors.exists(a, list.installers.exists(i, a.exec_path.endsWith(i)) && a.argv.exists(v, v in list.verbs))";
    case 1:
      return `process.ancestors.exists(a, a.exec_path.endsWith("/${TOOLS[n % TOOLS.length]}") || a.argv.exists(v, v == "/usr/bin/${TOOLS[n % TOOLS.length]}"))`;
    case 2:
      return `process.ancestors.exists(a, a.exec_path.endsWith("/sh") && a.argv.exists(v, v == "-c-${n}"))`;
    default:
      return `process.ancestors.exists(a, a.exec_path == "/opt/node/bin/npm" && a.argv.exists(v, v == "ci") && !a.argv.exists(v, v == "run-${n}"))`;
  }
}

function scalarOf(kind: EventKind, n: number): string {
  const field = (EVENT_KINDS[kind].fields as readonly Field[]).find(({ type }) => !isStringType(type));
  if (field === undefined) return "true";
  return field.type === "int" ? `${field.name} != ${n}` : field.name;
}
