import { EVENT_KIND_NAMES } from "../kinds/index.ts";
import type { ObjectShape, Pattern } from "../shape/shape.ts";
import { OTHER_ACTIONS, OTHER_GROUPINGS, OTHER_KINDS, OTHER_RULE_NAMES } from "./other-names.ts";

/**
 * What a rule file may hold. This is the one definition: the loader reads files by it, rules/rules.schema.json and
 * the tables of rules/README.md are generated from it.
 */

/** A name that a condition can write. */
const NAME: Pattern = {
  regExp: /^[a-zA-Z_][a-zA-Z0-9_]*$/,
  says: "letters, digits and _, and not begin with a digit",
  code: "invalid-id",
};

const NOT_EMPTY: Pattern = { regExp: /\S/, says: "more than white space", code: "invalid-id" };

const TEXT = { kind: "text" } as const;
const WORD = { kind: "text", orNumber: true } as const;
const CONDITION = { kind: "condition" } as const;
const NAME_TEXT = { kind: "text", pattern: NAME } as const;
const ID_TEXT = { kind: "text", pattern: NOT_EMPTY } as const;
const ACTION = {
  kind: "choice",
  values: ["detect", "collect", "terminate"],
  instead: OTHER_ACTIONS,
} as const;

/** Which jobs, by host and repository. */
export const MATCHER = {
  kind: "object",
  noun: "matcher",
  has: "at-least-one",
  keys: {
    provider_host: { need: "optional", shape: ID_TEXT, doc: "The whole host name, such as `github.com`." },
    path: {
      need: "optional",
      shape: ID_TEXT,
      doc: "What `owner/repository` begins with: `acme/` is all of acme's, `acme/prod/` one repository.",
    },
  },
} as const satisfies ObjectShape;

const TARGET = {
  kind: "object",
  noun: "target",
  keys: {
    include: {
      need: "optional",
      shape: { kind: "list", items: MATCHER, filled: true },
      doc: "Only in these jobs. Without it, in all.",
    },
    exclude: {
      need: "optional",
      shape: { kind: "list", items: MATCHER },
      doc: "Not in these jobs, even if `include` has them.",
    },
  },
} as const satisfies ObjectShape;

const RULE_KEYS = {
  rule_id: {
    need: "required",
    shape: NAME_TEXT,
    doc: "Its name: letters, digits and `_`. Unique in the set.",
  },
  condition: {
    need: "required",
    shape: CONDITION,
    doc: "When it is true; see [conditions](#conditions).",
  },
  action: {
    need: "required",
    shape: ACTION,
    doc: "What a match means: `collect` only reports, `detect` fails the job, `terminate` fails it too, and ends all of its processes at once.",
  },
  rule_name: { need: "optional", shape: TEXT, doc: "A title for the reader of a report." },
  description: {
    need: "optional",
    shape: TEXT,
    doc: "What it finds and why that matters, for the reader of a report.",
  },
  max_alerts: {
    need: "optional",
    shape: { kind: "integer", minimum: 0 },
    doc: "How many matches are kept with their details: 1 to 100. Without it, or with 0, the default: 10. Reports also tell the first match of each package, step or program that comes later (32 at the most), and the last. All are counted.",
  },
  tags: {
    need: "optional",
    shape: { kind: "map", values: WORD },
    doc: "Words of your own. A report puts first what has the worse `severity` (`critical`, `high`, `medium`, `low`), and where a rule matched that has `rotate`, such as `npm: npmjs.com › Access Tokens`, it says that this is to be renewed, and where.",
  },
  target: {
    need: "optional",
    shape: TARGET,
    doc: "The jobs that it is for; see [targets](#rules-for-some-repositories).",
  },
} as const satisfies ObjectShape["keys"];

const { rule_id, condition, ...OTHER_RULE_KEYS } = RULE_KEYS;

/** What a correlation can count apart by; rules/README.md tells each. */
export const GROUPINGS = ["image", "installer", "package", "action", "step", "zone", "remote_ip"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The field that the kinds of a grouping have, which is not of the process; what has none of it is in no group. */
export const GROUPING_FIELDS = {
  zone: "domain",
  remote_ip: "remote_ip",
} as const satisfies Partial<Record<Grouping, string>>;

const DISTINCT_DOC =
  "A field whose different values are counted, such as `path` or `process.file_path`, for `distinct_count` in a correlation.";

/** A rule over single events. */
export const EVENT_RULE = {
  kind: "object",
  noun: "rule",
  id: "rule_id",
  keys: {
    rule_id,
    event_type: {
      need: "required",
      shape: { kind: "choice", values: EVENT_KIND_NAMES, instead: OTHER_KINDS },
      doc: "The kind of event it is about; see [the fields](#the-fields).",
    },
    condition,
    exceptions: {
      need: "optional",
      shape: CONDITION,
      doc: "A second condition. Where it is true, the rule is not.",
    },
    distinct: { need: "optional", shape: TEXT, doc: DISTINCT_DOC },
    ...OTHER_RULE_KEYS,
  },
  refused: {
    ...OTHER_RULE_NAMES,
    by: "only a rule with type: correlation counts, and so apart",
  },
} as const satisfies ObjectShape;

/** A rule over the counts of other rules. */
export const CORRELATION = {
  kind: "object",
  noun: "correlation",
  id: "rule_id",
  keys: {
    ...RULE_KEYS,
    by: {
      need: "optional",
      shape: {
        kind: "list",
        items: { kind: "choice", values: GROUPINGS, instead: OTHER_GROUPINGS },
        filled: true,
        orOne: true,
      },
      doc: "What counts are kept [apart by](#counting-apart), of a correlation: one word, or a list of which each is looked at by itself. Without it, they are those of the whole job.",
    },
  },
  refused: {
    ...OTHER_RULE_NAMES,
    event_type: "a correlation has no event_type: it is about rules, not about events",
    exceptions: "a correlation has no exceptions; give them to the rules that it counts",
    distinct: "what is distinct stands at the rules that it counts",
  },
} as const satisfies ObjectShape;

/** A set of rules. */
export const RULE_SET = {
  kind: "object",
  noun: "rule set",
  id: "ruleset_id",
  refused: { id: "the key is called ruleset_id", name: "the key is called ruleset_id" },
  keys: {
    ruleset_id: {
      need: "required",
      shape: ID_TEXT,
      doc: "Its name, such as `acme/supply-chain`. What has the same name is one set, in whichever files it stands.",
    },
    lists: {
      need: "optional",
      shape: { kind: "map", names: NAME, values: { kind: "list", items: WORD } },
      doc: "Lists of strings by name; conditions write `list.<name>`.",
    },
    rules: {
      need: "required",
      shape: {
        kind: "list",
        items: {
          kind: "variants",
          tag: "type",
          named: "correlation",
          doc: "`correlation` for a rule that [counts other rules](#rules-that-count-other-rules).",
          plain: EVENT_RULE,
          tagged: CORRELATION,
        },
      },
      doc: "Its rules.",
    },
  },
} as const satisfies ObjectShape;

const MODIFIER_TARGET = {
  kind: "object",
  noun: "modifier's target",
  keys: {
    ruleset_id: { need: "required", shape: ID_TEXT, doc: "The set whose rules are changed." },
    rule_id: { need: "optional", shape: NAME_TEXT, doc: "The rule of the set. Without it, all of them." },
  },
} as const satisfies ObjectShape;

/** A change to rules that are written elsewhere. */
export const MODIFIER = {
  kind: "object",
  noun: "modifier",
  id: "modifier_id",
  keys: {
    modifier_id: {
      need: "required",
      shape: ID_TEXT,
      doc: "Its name. A report shows it at the rules it changed.",
    },
    description: { need: "optional", shape: TEXT, doc: "Why the change is made." },
    targets: {
      need: "required",
      shape: { kind: "list", items: MODIFIER_TARGET, filled: true },
      doc: "The rules that it changes: a `ruleset_id`, and a `rule_id` unless all rules of the set are meant.",
    },
    override_action: { need: "optional", shape: ACTION, doc: "Another `action`." },
    override_max_alerts: {
      need: "optional",
      shape: { kind: "integer", minimum: 1, maximum: 100 },
      doc: "Another `max_alerts`, 1 to 100.",
    },
    add_exceptions: {
      need: "optional",
      shape: CONDITION,
      doc: "One more condition under which the rules are not true. It may use the lists of the rule's own set.",
    },
    add_target_exclude: {
      need: "optional",
      shape: { kind: "list", items: MATCHER },
      doc: "More jobs that the rules are not for.",
    },
    disable: {
      need: "optional",
      shape: { kind: "flag" },
      doc: "`true` takes the rules out. A later modifier puts them back only with `false`.",
    },
  },
} as const satisfies ObjectShape;

/** A document of a rule file. */
export const DOCUMENT = {
  kind: "object",
  noun: "document",
  has: "exactly-one",
  refused: {
    rules: "rules stand in a set: rule_sets: [{ruleset_id: …, rules: […]}]",
    modifiers: "the key is called rule_modifiers",
  },
  keys: {
    rule_sets: { need: "optional", shape: { kind: "list", items: RULE_SET }, doc: "Sets of rules." },
    rule_modifiers: {
      need: "optional",
      shape: { kind: "list", items: MODIFIER },
      doc: "Changes to rules that are written elsewhere, such as those that come with Runwarden.",
    },
  },
} as const satisfies ObjectShape;
