import { expect, test } from "vitest";
import { RunwardenError } from "../../src/errors.ts";
import type { Event } from "../../src/events/event.ts";
import { eventToJson } from "../../src/events/json.ts";
import { readLog } from "../../src/events/read-log.ts";
import { annotations } from "../../src/report/annotations.ts";
import { coverageLine, headline } from "../../src/report/headline.ts";
import { renderMatches } from "../../src/report/matches.ts";
import type { Report } from "../../src/report/report.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/terminal.ts";
import { loadRules } from "../../src/rules/load.ts";
import { digestJob, digestRules, ownOf, renderFrozenJob } from "../../src/watch/frozen.ts";
import { judge } from "../../src/watch/judge.ts";
import { DEFAULT_POLICY, verdict } from "../../src/watch/verdict.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText } from "../log/log-bytes.ts";
import { type Random, random } from "../random.ts";

const RULES = [
  {
    name: "opens.yml",
    origin: "project" as const,
    text: `
rule_sets:
  - ruleset_id: t/one
    rules:
      - {rule_id: opened, event_type: file_open, condition: 'path == "/x"', action: detect}
`,
  },
];
const LOADED = loadRules(RULES);
const JOB_TEXT = renderFrozenJob({
  startedBy: "pre",
  context: { repository: "acme/prod", ref: "refs/heads/main", run_id: "1", server_url: "https://github.com" },
  rules: RULES,
  settings: { provider_host: "github.com", project_path: "acme/prod", default_max_alerts: 5 },
  postScript: "/actions/post.js",
  handOver: {
    policy: DEFAULT_POLICY,
    artifact: { name: "runwarden", retentionDays: 0, log: "masked" },
  },
});
const RECORDED = Buffer.concat([
  record("process_fork", { pid: 400, startNs: 1, fixed: { child_pid: 7, child_start_ns: 70_000_000 } }),
  record("process_exec", {
    pid: 7,
    startNs: 70_000_000,
    fixed: { parent_pid: 400, parent_start_ns: 1 },
    strings: { filename: "/bin/a", argv: "a\0" },
  }),
  record("file_open", { pid: 7, startNs: 70_000_000, timeNs: 5, strings: { path: "x\0" } }),
]);
const TEXTS: Readonly<Record<"start" | "job" | "trailer", string>> = {
  start: startText(),
  job: JOB_TEXT,
  trailer: trailerText({ process_fork: 1, process_exec: 1, file_open: 1 }),
};

type Tree = unknown[] | Record<string, unknown>;

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null;
}

/** What JSON.stringify cannot write stands in the text in the place of these. */
const RAW: Readonly<Record<string, string>> = {
  "@infinite": "1e999",
  "@minus": "-0",
  "@lists": "[".repeat(20_000) + "]".repeat(20_000),
  "@objects": `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
};
const NAMES = ["__proto__", "constructor", "toString", "valueOf", "toJSON", "length", "", "0"];
const STRINGS = [
  ...Object.keys(RAW),
  ...NAMES,
  "-1",
  "0",
  "99999999999999999999",
  "-99999999999999999999",
  "\ud800",
  "\0",
  "\u001b[31m\n::error::",
  "x".repeat(10_000),
];
const NUMBERS = [0, -1, 1, 1.5, 2 ** 53 - 1, 2 ** 53, 2 ** 64, 1e308, 5e-324];

function anyValue(choices: Random, depth = 0): unknown {
  switch (choices.below(depth > 3 ? 4 : 6)) {
    case 0:
      return choices.pick(STRINGS);
    case 1:
      return choices.pick(NUMBERS);
    case 2:
      return choices.pick([null, true, false]);
    case 3:
      return choices.pick([{}, []]);
    case 4:
      return Array.from({ length: choices.below(4) }, () => anyValue(choices, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: choices.below(4) }, () => [choices.pick(NAMES), anyValue(choices, depth + 1)]),
      );
  }
}

type Path = readonly string[];

/** Every place in a document; of lists, and of objects with a member for each kind, the first two are enough. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (!isTree(value)) return [path];
  const names = Object.keys(value);
  const enough = Array.isArray(value) || names.includes("file_open") ? names.slice(0, 2) : names;
  const below = enough.flatMap((name) => placesIn((value as Record<string, unknown>)[name], [...path, name]));
  return path.length === 0 ? below : [path, ...below];
}

/** Puts a value at a place; where that is not there any more, next to where it was. */
function put(root: Tree, path: Path, value: unknown): void {
  const [name = "", ...rest] = path;
  const below = Object.hasOwn(root, name) ? (root as Record<string, unknown>)[name] : undefined;
  if (rest.length > 0 && isTree(below)) put(below, rest, value);
  else if (Array.isArray(root) && !/^\d+$/.test(name)) root.push(value);
  // To assign to __proto__ would make no member.
  else Object.defineProperty(root, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A document with other values at some places. */
function changed(text: string, changes: readonly (readonly [Path, unknown])[]): string {
  const root = JSON.parse(text) as Tree;
  for (const [path, value] of changes) put(root, path, value);
  return Object.entries(RAW).reduce(
    (all, [name, value]) => all.replaceAll(`"${name}"`, value),
    JSON.stringify(root),
  );
}

/** A job whose rules and settings have been changed has, like every job, a digest that fits them where they have one. */
function withDigest(text: string): string {
  try {
    const json = JSON.parse(text);
    return JSON.stringify({ ...json, rules_digest: digestRules(json.rules, json.settings) });
  } catch {
    return text;
  }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Everything that is made of a report. */
function renderAll(report: Report): void {
  renderText(report);
  renderSummary(report);
  JSON.parse(renderMatches(report));
  annotations(report);
  headline(report);
  coverageLine(report);
  verdict(report, DEFAULT_POLICY);
}

/** Reads a log with these documents in every way; true where nothing is wrong with it. */
async function readInAllWays({ start, job, trailer }: typeof TEXTS): Promise<boolean> {
  const bytes = log([START, start], [JOB, job], [RECORDS, RECORDED], [TRAILER, trailer]);
  const jobDigest = digestJob(job);
  const own = await judge(
    { form: "own-log", chunks: chunksOf(bytes), asker: undefined, jobDigest, faults: [] },
    [],
  );
  renderAll(own);
  await eachUnlessRefused(
    async () => renderAll(await judge({ form: "log", chunks: chunksOf(bytes), rules: LOADED }, [])),
    async () => {
      const onEvent = (event: Event) => void JSON.stringify(eventToJson(event));
      await readLog([bytes], { onEvent, ownOf });
    },
  );
  return own.tampering.length === 0 && own.coverage.faults.length === 0;
}

const DOCUMENTS = ["start", "job", "trailer"] as const;
const VALUES = [
  ...Object.keys(RAW),
  "x",
  "",
  0,
  -1,
  2 ** 64,
  null,
  true,
  [],
  {},
  { toString: 1 },
  JSON.parse('{"__proto__":{"x":1}}'),
];

test.each(DOCUMENTS)("a value of any type at any place of the %s gives a report or a fault", async (name) => {
  const places = [...placesIn(JSON.parse(TEXTS[name])), ["__proto__"], ["toJSON"]];
  expect(places.length).toBeGreaterThan(15);
  for (const place of places) {
    for (const value of VALUES) {
      const text = changed(TEXTS[name], [[place, value]]);
      await readInAllWays({ ...TEXTS, [name]: text }).catch((cause: unknown) => {
        throw new Error(`${place.join(".")}: ${JSON.stringify(value)}`, { cause });
      });
    }
  }
});

test.each([1, 2])("and so do random values at random places (seed %i)", async (seed) => {
  const choices = random(seed);
  let right = 0;
  for (let run = 0; run < 500; run++) {
    const name = choices.pick(DOCUMENTS);
    const places = placesIn(JSON.parse(TEXTS[name]));
    const changes = Array.from({ length: 1 + choices.below(2) }, () => {
      const place = choices.pick(places);
      const member = choices.oneIn(4) ? [...place, choices.pick(NAMES)] : place;
      return [member, anyValue(choices)] as const;
    });
    const text = changed(TEXTS[name], changes);
    const texts = { ...TEXTS, [name]: name === "job" && choices.oneIn(2) ? withDigest(text) : text };
    const isRight = await readInAllWays(texts).catch((cause: unknown) => {
      throw new Error(`run ${run}: ${JSON.stringify(changes).slice(0, 3000)}`, { cause });
    });
    if (isRight) right++;
  }
  // Not all that is changed is wrong, and most is.
  expect(right).toBeGreaterThan(10);
  expect(right).toBeLessThan(250);
});

async function eachUnlessRefused(...uses: readonly (() => Promise<void>)[]): Promise<void> {
  for (const use of uses) {
    try {
      await use();
    } catch (error) {
      if (!(error instanceof RunwardenError) || error.code !== "log-invalid") throw error;
    }
  }
}
