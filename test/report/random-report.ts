import { EGRESS_MODES, readPolicy } from "../../src/egress/policy.ts";
import type { RuleOutcome } from "../../src/evaluate/evaluation.ts";
import type { Event } from "../../src/events/event.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { EVENT_KIND_NAMES, EVENT_KINDS } from "../../src/kinds/index.ts";
import { IMAGE_FIELDS, PROCESS_FIELDS } from "../../src/kinds/process.ts";
import type { Field } from "../../src/kinds/value.ts";
import type { LogFault } from "../../src/log/fault.ts";
import { EndpointObserver, type Reached } from "../../src/report/reached-endpoints.ts";
import type { Report } from "../../src/report/report.ts";
import { type Random, random } from "../random.ts";
import { HOSTILE, RECORDED, report, ruleOutcome, WHOLE } from "./reports.ts";

/** What a job, a rule file or a log can say. */
export const HOSTILE_TEXTS: readonly string[] = [
  HOSTILE,
  "",
  "/usr/bin/node",
  "{0} {12} {name} {{1}}",
  "[a](https://evil.example) \\[b\\](javascript:alert(1)) ![x](y) [1](1)",
  "</script><script>alert(1)</script> <!-- ]]> -->",
  "```\n~~~ $(id) `id` %0A::error::x",
  "\u0000\u0001\u001b[31mred\u001b]8;;https://evil.example\u0007link\u009b",
  "\ud800 \udcff\udc80 \udfff\ud83d",
  "\u202e\u2066\u200b\ufeff\u2028\u2029",
  "😀".repeat(300),
  "𝒜\u0301".repeat(2000),
  "x".repeat(20_000),
  "../../etc/passwd",
  "https://user:pw@evil.example/?a=b#c",
  "__proto__",
];

/** A report of which everything can be anything; the same for the same seed. */
export function randomReport(seed: number): Report {
  const dice = random(seed);
  let index = 0;
  const events = (): Event[] =>
    Array.from({ length: 1 + dice.below(6) }, () => ({ ...randomEvent(dice), index: index++ }) as Event);
  const rules = Array.from({ length: dice.below(5) }, () => randomOutcome(dice, events()));
  const isDetected = rules.some(({ rule }) => rule.action !== "collect");
  const living = events().map(({ process }) => process);
  return report({
    outcome: { result: isDetected ? "detected" : "passed", rules },
    coverage: {
      ...WHOLE,
      isLossKnown: !dice.oneIn(4),
      faults: dice.oneIn(3) ? [randomFault(dice)] : [],
      ...(dice.oneIn(4) && { unknownAfterNs: 2n ** 63n - 1n }),
    },
    warnings: dice.oneIn(2)
      ? [{ kind: "any", message: text(dice), file: text(dice), line: 1 + dice.below(9), column: 1 }]
      : [],
    recorded: {
      ...RECORDED,
      ...(!dice.oneIn(4) && {
        job: { startedBy: dice.pick(["pre", "main", "run"]), context: context(dice) },
      }),
      ...(!dice.oneIn(4) && { living }),
      ...(!dice.oneIn(4) && { digests: { rules: "a".repeat(64), job: "b".repeat(64), log: "c".repeat(64) } }),
      firstNs: dice.pick([undefined, 0n, -1n, 2n ** 63n - 1n, 2n ** 64n]),
      endNs: dice.pick([undefined, 1_795_773_601_500_000_000n, 2n ** 64n]),
    },
    reached: randomReached(random(~seed)),
    egress: readPolicy(EGRESS_MODES[seed % 3] ?? "audit", seed % 2 === 0 ? "" : "a.example *.evil.example")
      .policy,
  });
}

/** What anybody can have asked for, and been told. */
function randomReached(dice: Random): Reached {
  const observer = new EndpointObserver();
  const reader = new JsonEventReader();
  for (let left = dice.below(12); left > 0; left--) {
    const by = process(dice);
    const name = text(dice);
    const payload = {
      ...fields(dice, EVENT_KINDS.network_connect.fields),
      remote_ip: dice.pick(["203.0.113.9", "2001:db8::1", text(dice)]),
      remote_domains: [name, "a.example"],
    };
    observer.add(reader.event({ event_type: "network_connect", process: by, payload }));
    if (dice.oneIn(2)) {
      const asked = { ...fields(dice, EVENT_KINDS.domain.fields), domain: name, source: "dns" };
      observer.add(reader.event({ event_type: "domain", process: by, payload: asked }));
    }
  }
  return observer.reached();
}

function text(dice: Random): string {
  return dice.pick(HOSTILE_TEXTS);
}

function randomFault(dice: Random): LogFault {
  return dice.pick<LogFault>([
    { code: "no-trailer" },
    { code: "truncated", place: { offset: 16, block: 3 } },
    { code: "unreadable", reason: text(dice) },
    { code: "judged-otherwise", rule: text(dice), live: 1, read: 2 },
  ]);
}

function context(dice: Random): Record<string, string> {
  const right = {
    server_url: "https://github.com",
    repository: "acme/prod",
    workflow_ref: "acme/prod/.github/workflows/ci.yml@refs/heads/main",
    job: "test",
    run_id: "17",
    run_attempt: "1",
    sha: "0123456789abcdef0123456789abcdef01234567",
    ref: "refs/heads/main",
  };
  return Object.fromEntries(
    Object.entries(right).map(([name, value]) => [name, dice.oneIn(3) ? text(dice) : value]),
  );
}

function randomOutcome(dice: Random, matches: readonly Event[]): RuleOutcome {
  const tags = Object.fromEntries(
    Array.from({ length: dice.below(30) }, (_, n) => [`${n}${text(dice)}`, text(dice)]),
  );
  const rule = {
    rulesetId: text(dice),
    ruleId: text(dice),
    name: dice.oneIn(2) ? text(dice) : undefined,
    description: dice.oneIn(2) ? text(dice) : undefined,
    action: dice.pick(["detect", "collect", "terminate"] as const),
    tags: { ...tags, severity: dice.pick(["critical", "high", "medium", "low", "Low", text(dice)]) },
    modifiers: dice.oneIn(3) ? [text(dice)] : [],
    ...(dice.oneIn(2) && {
      place: {
        file: dice.oneIn(2) ? text(dice) : ".github/runwarden/a b.yaml",
        line: 1 + dice.below(99),
        column: 1,
        origin: dice.pick(["project", "baseline"] as const),
      },
    }),
  };
  return ruleOutcome(rule, matches, matches.length + dice.below(1000));
}

function randomEvent(dice: Random): Event {
  const kind = dice.pick(EVENT_KIND_NAMES);
  return new JsonEventReader().event({
    event_type: kind,
    ...(!dice.oneIn(4) && { time: "2026-11-24T22:56:12.123456789Z" }),
    process: process(dice),
    payload: fields(dice, EVENT_KINDS[kind].fields),
    ...(dice.oneIn(4) && { tags: [text(dice)] }),
    ...(dice.oneIn(4) && { count: 1 + dice.below(9) }),
  });
}

function process(dice: Random): Record<string, unknown> {
  const ancestors = Array.from({ length: dice.below(9) }, () => fields(dice, IMAGE_FIELDS));
  return { ...fields(dice, PROCESS_FIELDS), pid: dice.below(99), ancestors };
}

function fields(dice: Random, all: readonly Field[]): Record<string, unknown> {
  const told = all.filter(({ isOnlyAsked, type }) => !isOnlyAsked && type !== "list of ancestors");
  return Object.fromEntries(told.map(({ name, type }) => [name, value(dice, type)]));
}

function value(dice: Random, type: Field["type"]): unknown {
  switch (type) {
    case "int":
      return dice.below(65536);
    case "bool":
      return dice.oneIn(2);
    case "list of strings":
      return Array.from({ length: dice.below(40) }, () => text(dice));
    case "process":
      return process(dice);
    default:
      return text(dice);
  }
}
