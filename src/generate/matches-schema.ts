import { BLIND_SPOTS } from "../kinds/blind-spot.ts";
import { EVENT_KIND_NAMES, EVENT_KINDS, WATCHED_KIND_NAMES } from "../kinds/index.ts";
import { IMAGE_FIELDS, PROCESS_FIELDS } from "../kinds/process.ts";
import type { Field } from "../kinds/value.ts";
import { HOOK_SOURCES, HOOK_STATES, KERNEL_RULES, PROTECTIONS, SCOPES, SOURCES } from "../log/format.ts";
import { GROUPINGS } from "../rules/rule-file.ts";
import type { Schema } from "./json-schema.ts";

/** A member of matches.json; `doc` is Markdown, for the README too. */
interface MatchesMember {
  readonly doc: string;
  readonly schema: Schema;
  readonly need: "required" | "optional";
}

const TEXT = { type: "string" };
const COUNT = { type: "integer", minimum: 0 };
const FLAG = { type: "boolean" };
const SHA256 = { type: "string", pattern: "^[0-9a-f]{64}$" };
/** Nanoseconds since 1970, or since the start of a machine: more than a number holds exactly. */
const NANOSECONDS = { type: "string", pattern: "^-?[0-9]+$" };
const COUNT_OR_UNKNOWN = { type: ["integer", "null"], minimum: 0 };
const ACTION = { enum: ["detect", "collect", "terminate"] };
/** No rule asks for it. */
const STARTED = { start_time: { description: "When it started", type: "string", format: "date-time" } };
const COUNTS = { type: "object", additionalProperties: COUNT };

const EVENTS_COUNTED = object({ count: COUNT, events: listOf({ $ref: "#/$defs/event" }) }, [
  "count",
  "events",
]);

const DOERS = listOf(object({ program: TEXT, package: TEXT }, ["program", "package"]));

const MATCHES = listOf(
  object(
    {
      event_index: COUNT,
      groups: listOf({ $ref: "#/$defs/group" }),
      event: { $ref: "#/$defs/event" },
    },
    ["event_index", "event"],
  ),
);

/** The members of matches.json, in their order. Readers are to pass over those that they do not know. */
const MEMBERS: Readonly<Record<string, MatchesMember>> = {
  schema: { doc: "`runwarden/matches/v1`", need: "required", schema: { const: "runwarden/matches/v1" } },
  result: {
    doc: "`passed`, `detected`, `terminated`, `tampered` or `incomplete`",
    need: "required",
    schema: { enum: ["passed", "detected", "terminated", "tampered", "incomplete"] },
  },
  run: {
    doc: "the run of the workflow, as far as it is known: `repository`, `sha`, `ref`, `workflow`, `workflow_file` (where it is one of the repository), `job`, `id`, `attempt` and `url`; not there where the log is of no workflow",
    need: "optional",
    schema: object(
      {
        repository: TEXT,
        sha: { type: "string", pattern: "^([0-9a-f]{40}|[0-9a-f]{64})$" },
        ref: TEXT,
        workflow: TEXT,
        workflow_file: TEXT,
        job: TEXT,
        id: { type: "string", pattern: "^[0-9]+$" },
        attempt: { type: "integer", minimum: 1 },
        url: { type: "string", format: "uri" },
      },
      [],
    ),
  },
  digests: {
    doc: "SHA-256 in hexadecimal of what the report comes from: `rules`, those that judged and how they were applied, `job`, the text that the log has frozen, and `log`, the bytes of the event log beside this file",
    need: "optional",
    schema: object({ rules: SHA256, job: SHA256, log: SHA256 }, []),
  },
  log_key: {
    doc: "the first key that the log names, in hexadecimal; whether it is the one that the job had told when it began, nobody who has only the log can say",
    need: "optional",
    schema: SHA256,
  },
  coverage: {
    doc: "what was watched: `source`, `scope`, `hooks` and `sources` per kind, the counts `events`, `dropped`, `dropped_lineage`, `dropped_answers` (null where they are not known), `forgotten_origins` (moves and links that there was no room to remember), `untold_destinations` (connections, requests and names of servers whose places there was no room to keep), `adopted` and `blind_spots`, `protection` (whether attempts on Runwarden and the worker were refused: `on`, `partial`, not asked for, `report`, or asked for in vain, `unsupported` and `ineffective`), `kernel_rules` (for each kind that rules in the kernel asked for, what became of what they found: `denied`, or, where the kernel takes no programs that refuse, `killed`), `cuts` (what was cut, in how many events, and the rules that it decides), `cost`, and `count_limits` where correlations could not count all (`rule`, `forgotten_groups`, and `is_full` where it met more distinct values than are kept); where nobody has ended the log, `unknown_after`, the time of its last record in nanoseconds since 1970; where it was full before its end, `full_since`, likewise. Events from a file come without `scope`, `adopted`, `protection`, `kernel_rules` and `cost`. `faults` says why the log cannot be trusted, a list of `code` and `message`, with `offset` (bytes from the log's start) and `block` (its number, from 0) where the fault has a place",
    need: "required",
    schema: object(
      {
        source: { enum: [...SOURCES, "file"] },
        scope: { enum: SCOPES },
        adopted: COUNT,
        protection: { enum: PROTECTIONS },
        kernel_rules: mapOf(WATCHED_KIND_NAMES, { enum: KERNEL_RULES.filter((word) => word !== "none") }),
        hooks: mapOf(WATCHED_KIND_NAMES, { enum: HOOK_STATES }),
        sources: mapOf(WATCHED_KIND_NAMES, { enum: HOOK_SOURCES }),
        events: COUNTS,
        dropped: { ...COUNTS, type: ["object", "null"] },
        dropped_lineage: COUNT_OR_UNKNOWN,
        dropped_answers: COUNT_OR_UNKNOWN,
        forgotten_origins: COUNT,
        untold_destinations: COUNT,
        cuts: listOf(
          object({ part: { enum: ["text", "argv", "lineage"] }, events: COUNT, rules: listOf(TEXT) }, [
            "part",
            "events",
            "rules",
          ]),
        ),
        count_limits: listOf(
          object({ rule: TEXT, forgotten_groups: COUNT, is_full: FLAG }, [
            "rule",
            "forgotten_groups",
            "is_full",
          ]),
        ),
        blind_spots: mapOf(BLIND_SPOTS, COUNT),
        cost: object({ cpu_ms: COUNT, memory_kib: COUNT }, ["cpu_ms", "memory_kib"]),
        unknown_after: NANOSECONDS,
        full_since: NANOSECONDS,
        faults: listOf(
          object({ code: TEXT, offset: COUNT, block: COUNT, message: TEXT }, ["code", "message"]),
        ),
      },
      [
        ...["source", "hooks", "sources", "events", "dropped", "dropped_lineage", "dropped_answers"],
        ...["forgotten_origins", "cuts", "blind_spots", "faults"],
      ],
    ),
  },
  job: {
    doc: "`started_by` (`pre`, `main` or `run`) and `context`: `repository`, `workflow`, `job`, `run_id`, `run_attempt`, `event_name`, `sha`, `ref`, `workspace` and so on, as the runner had them when the watch began; not there where events came from a file",
    need: "optional",
    schema: object(
      {
        started_by: { enum: ["pre", "main", "run"] },
        context: { type: "object", additionalProperties: TEXT },
      },
      ["started_by", "context"],
    ),
  },
  steps: {
    doc: "what the steps are called that did something, in the order in which they began: `path` (`process.step` of events; empty for what is of no step), `action`, `first_line` of the script, where it could be read while the job ran, how many `events` it has, and `packages` whose scripts ran in it: `title` (the name, with the version where that is known), `folder`, `installer`",
    need: "required",
    schema: listOf(
      object(
        {
          path: TEXT,
          action: TEXT,
          first_line: TEXT,
          events: COUNT,
          packages: listOf(
            object({ title: TEXT, folder: TEXT, installer: TEXT }, ["title", "folder", "installer"]),
          ),
        },
        ["path", "events", "packages"],
      ),
    ),
  },
  termination: {
    doc: "how the job was stopped because of a match: the `answer`, `terminate` where its processes were ended, and `lockdown` where they could execute nothing more and reach no other host; the `rule`, when it `matched`, and by which `pid`, when the job was `gone` or locked down (nanoseconds since 1970; not there where some of it could not be ended at once), how many processes have `ended`, how many programs were `refused` later, how many processes were still `living` at the last look, the first of those that were ended (`processes`, each a `pid` and a `name`), `killed_in_kernel`, the programs that the kernel ended before they got what they asked for (their `count`, and the first ten `events` for which), `denied_in_kernel`, for how many of these what they asked for was refused as well, before it was done, and `meanwhile`, what was recorded between the match and that: their `count` and the first ten `events`. Not there where the job was not stopped",
    need: "optional",
    schema: object(
      {
        answer: { enum: ["terminate", "lockdown"] },
        rule: TEXT,
        matched: NANOSECONDS,
        pid: COUNT,
        gone: NANOSECONDS,
        ended: COUNT,
        refused: COUNT,
        living: COUNT,
        processes: listOf(object({ pid: COUNT, name: TEXT }, ["pid", "name"])),
        killed_in_kernel: EVENTS_COUNTED,
        denied_in_kernel: COUNT,
        meanwhile: EVENTS_COUNTED,
      },
      [
        "answer",
        "rule",
        "matched",
        "pid",
        "ended",
        "refused",
        "living",
        "processes",
        "killed_in_kernel",
        "denied_in_kernel",
        "meanwhile",
      ],
    ),
  },
  egress: {
    doc: "what the job reached, and what it may: `mode` (`audit` or `block`), `allowed` (the given list), `outside` (what that does not allow: `ip`, `port`, `names`, `by`, `count`), `outside_names` (names looked up that it does not have), `proposed` (the list that would allow all of it: `entry`, `is_looked_up_only` where nothing was connected to by it, `by`, `count`), `unused` (entries that the job did not need), and `left_out`, how many connections and look-ups there was no room for; `by` has the first three who did it, each a `program`, and the `package` whose script it is. Not there with `egress: off`",
    need: "optional",
    schema: object(
      {
        mode: { enum: ["audit", "block"] },
        allowed: listOf(TEXT),
        outside: listOf(
          object({ ip: TEXT, port: COUNT, names: listOf(TEXT), by: DOERS, count: COUNT }, [
            "ip",
            "port",
            "names",
            "by",
            "count",
          ]),
        ),
        outside_names: listOf(object({ name: TEXT, by: DOERS, count: COUNT }, ["name", "by", "count"])),
        proposed: listOf(
          object({ entry: TEXT, is_looked_up_only: FLAG, by: DOERS, count: COUNT }, [
            "entry",
            "is_looked_up_only",
            "by",
            "count",
          ]),
        ),
        unused: listOf(TEXT),
        left_out: COUNT,
      },
      ["mode", "allowed", "outside", "outside_names", "proposed", "unused", "left_out"],
    ),
  },
  kernel: {
    doc: "`release` and `machine`, as `uname` has them",
    need: "optional",
    schema: object({ release: TEXT, machine: TEXT }, ["release", "machine"]),
  },
  missing_programs: {
    doc: "the collector's programs that could not be attached; their kinds are `partial` or `missing` in `coverage.hooks`",
    need: "optional",
    schema: listOf(TEXT),
  },
  living: {
    doc: "processes of the job that ran when it was judged: their `count`, and of the first 100 `processes` `pid`, `exec_path` and `argv`; not there where nobody has ended the log",
    need: "optional",
    schema: object(
      {
        count: COUNT,
        processes: listOf(
          object({ pid: COUNT, exec_path: TEXT, argv: listOf(TEXT) }, ["pid", "exec_path", "argv"]),
        ),
      },
      ["count", "processes"],
    ),
  },
  warnings: {
    doc: "a list of `kind` and `message`, with `file`, `line` and `column` where it is about a rule file",
    need: "required",
    schema: listOf(
      object({ kind: TEXT, message: TEXT, file: TEXT, line: COUNT, column: COUNT }, ["kind", "message"]),
    ),
  },
  rules: {
    doc: "the rules that matched: `ruleset_id`, `rule_id`, what the file says of them, `action`, `total_count`, and `matches`, the first, as many as `max_alerts` says, each an `event_index` and an [`event`](rules/README.md#events-as-json); `later_matches`, the first of each package, step or program that came behind them (32 at the most), and the last; where a correlation [counts apart](rules/README.md#counting-apart) also `groups`: `by`, a `name` or the program's `exec_path` and `argv`, and `counts` by rule",
    need: "required",
    schema: listOf(
      object(
        {
          ruleset_id: TEXT,
          rule_id: TEXT,
          rule_name: TEXT,
          description: TEXT,
          tags: { type: "object", additionalProperties: TEXT },
          modifiers: listOf(TEXT),
          action: ACTION,
          total_count: { type: "integer", minimum: 1 },
          matches: MATCHES,
          later_matches: MATCHES,
        },
        ["ruleset_id", "rule_id", "action", "total_count", "matches"],
      ),
    ),
  },
};

/** The JSON Schema (2020-12) of matches.json. */
export function matchesSchema(): Schema {
  const needed = Object.entries(MEMBERS).filter(([, { need }]) => need === "required");
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Runwarden matches",
    description:
      "matches.json, the report of a job for programs. Members are added in the course of time, and none is moved: pass over what you do not know. A byte that is no UTF-8 stands in a string as an unpaired surrogate, U+DC80 to U+DCFF.",
    ...object(
      Object.fromEntries(
        Object.entries(MEMBERS).map(([name, { doc, schema }]) => [
          name,
          { description: plainText(doc), ...schema },
        ]),
      ),
      needed.map(([name]) => name),
    ),
    $defs: {
      image: fieldsSchema(IMAGE_FIELDS, { pid: COUNT, ...STARTED }),
      process: fieldsSchema(PROCESS_FIELDS, STARTED),
      group: object(
        {
          by: { enum: GROUPINGS },
          name: TEXT,
          exec_path: TEXT,
          argv: listOf(TEXT),
          counts: {
            type: "object",
            additionalProperties: object({ total_count: COUNT, distinct_count: COUNT }, ["total_count"]),
          },
        },
        ["by", "counts"],
      ),
      event: {
        ...object(
          {
            event_type: { enum: EVENT_KIND_NAMES },
            time: { type: "string", format: "date-time" },
            process: { $ref: "#/$defs/process" },
            payload: { type: "object" },
            tags: listOf(TEXT),
            count: { type: "integer", minimum: 2 },
          },
          ["event_type", "process", "payload"],
        ),
        oneOf: EVENT_KIND_NAMES.map((kind) => ({
          properties: { event_type: { const: kind }, payload: fieldsSchema(EVENT_KINDS[kind].fields) },
        })),
      },
    },
  };
}

/** The same as a Markdown table, for the README. */
export function matchesTable(): string {
  const rows = Object.entries(MEMBERS).map(([name, { doc }]) => `| \`${name}\` | ${doc} |`);
  return ["| member | holds |", "|---|---|", ...rows].join("\n");
}

function object(properties: Schema, required: readonly string[]): Schema {
  return { type: "object", properties, ...(required.length > 0 && { required }) };
}

function listOf(items: Schema): Schema {
  return { type: "array", items };
}

function mapOf(names: readonly string[], value: Schema): Schema {
  return { type: "object", propertyNames: { enum: names }, additionalProperties: value };
}

/** Fields as an event has them in JSON. */
function fieldsSchema(fields: readonly Field[], more: Schema = {}): Schema {
  const told = fields.filter(({ isOnlyAsked }) => !isOnlyAsked);
  const members = told.map((field) => [field.name, { description: field.doc, ...fieldSchema(field) }]);
  return object(
    { ...Object.fromEntries(members), ...more },
    told.filter(({ isSparse }) => !isSparse).map(({ name }) => name),
  );
}

function fieldSchema({ type }: Field): Schema {
  switch (type) {
    case "string":
    case "path":
    case "address":
      return TEXT;
    case "int":
      return { type: "integer" };
    case "bool":
      return FLAG;
    case "list of strings":
    case "list of exact strings":
      return listOf(TEXT);
    case "process":
      return { $ref: "#/$defs/process" };
    case "list of ancestors":
      return listOf({ $ref: "#/$defs/image" });
  }
}

/** Without links, which lead from the README. */
function plainText(markdown: string): string {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
}
