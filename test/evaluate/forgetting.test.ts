import { expect, test } from "vitest";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import { Decoder } from "../../src/events/decode.ts";
import { eventToJson } from "../../src/events/json.ts";
import type { EventKind } from "../../src/kinds/index.ts";
import { plainLayouts } from "../../src/log/layouts.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { LISTS, render, STRINGS } from "../cel/condition-part.ts";
import { randomCondition } from "../cel/random-condition.ts";
import { NO_OWN, type RecordParts, record, walk } from "../log/log-bytes.ts";
import { type Random, random } from "../random.ts";

/** Another seed tries other logs: RUNWARDEN_SEED=7 npx vitest run test/evaluate/forgetting.test.ts */
const SEED = Number(process.env.RUNWARDEN_SEED ?? 1);
const ROUNDS = 12;
const RECORDS = 1200;
const RULES = 40;

const KINDS: readonly EventKind[] = ["file_open", "file_move", "process_exec", "network_connect", "domain"];

/** Rules with random conditions, of which some keep few matches, and correlations over them. */
function randomRules(choices: Random): readonly Rule[] {
  const rules = Array.from({ length: RULES }, (_, n) => {
    const kind = choices.pick(KINDS);
    const exceptions = choices.oneIn(3) && render(randomCondition(choices, kind), "as given");
    return {
      rule_id: `r${n}`,
      event_type: kind,
      condition: render(randomCondition(choices, kind), "as given"),
      ...(exceptions ? { exceptions } : {}),
      action: choices.pick(["collect", "detect"]),
      max_alerts: 1 + choices.below(20),
    };
  });
  const correlations = Array.from({ length: 9 }, (_, n) => ({
    rule_id: `c${n}`,
    type: "correlation",
    // One program does less than a whole job.
    ...(n % 3 > 0
      ? {
          condition: `rule.r${choices.below(RULES)}.total_count >= ${1 + choices.below(9)} && rule.r${choices.below(RULES)}.total_count > ${choices.below(30)}`,
        }
      : {
          by: "image",
          condition: `matched(rule.r${choices.below(RULES / 2)}, rule.r${RULES / 2 + choices.below(RULES / 2)}) >= ${1 + choices.below(2)}`,
        }),
    action: "detect",
  }));
  const text = JSON.stringify({
    rule_sets: [{ ruleset_id: "t/a", lists: LISTS, rules: [...rules, ...correlations] }],
  });
  return loadRules([{ name: "rules.yaml", text, origin: "project" }]).rules;
}

const TICK_NS = 10_000_000;
const SOCKET = 7n;

/** The records of processes that fork, execute, look up names, and do things to files whose names repeat. */
function randomLog(choices: Random): Buffer {
  const { below, pick, oneIn } = choices;
  const names = STRINGS.filter((text) => text !== "").map((text) => Buffer.from(text).toString("latin1"));
  const path = (): string => (oneIn(4) ? `${pick(names)}/${below(1000)}` : pick(names));
  const records: Buffer[] = [];
  let timeNs = 1_000_000_000;
  let newest = 1;
  const live = [1];
  const at = (pid: number): number => pid * TICK_NS;
  const tell = (kind: Parameters<typeof record>[0], pid: number, parts: RecordParts): void => {
    timeNs += 1000;
    records.push(record(kind, { ...parts, pid, startNs: at(pid), timeNs }));
  };
  const query = (id: number, name: string): string =>
    `\0${String.fromCharCode(id)}\x01\0\0\x01\0\0\0\0\0\0${String.fromCharCode(name.length)}${name}\x03com\0\0\x01\0\x01`;
  tell("process_snapshot", 1, {
    strings: { executable: "/home/runner/bin/Runner.Worker", argv: "worker\0" },
  });
  while (records.length < RECORDS) {
    const pid = pick(live);
    switch (below(9)) {
      case 0:
        newest++;
        live.push(newest);
        tell("process_fork", pid, { fixed: { child_pid: newest, child_start_ns: at(newest) } });
        break;
      case 1: {
        const file = path();
        tell("process_exec", pid, {
          strings: {
            filename: file,
            base: walk("/w"),
            image: walk(path()),
            argv: `${pick(names)}\0${path()}\0`,
          },
        });
        break;
      }
      case 2:
        if (live.length < 12) break;
        live.splice(live.indexOf(pid), 1);
        tell("process_exit", pid, {});
        break;
      case 3:
        tell("file_move", pid, {
          strings: { from_base: walk("/w"), from: path(), to_base: walk(path()), to: path() },
        });
        break;
      case 4: {
        const [id, name] = [below(3), pick(["npm", "Evil", "registry"])];
        const message = query(id, name);
        const fixed = { socket_cookie: Number(SOCKET), protocol: 17, whole_length: message.length };
        tell("domain", pid, { fixed, strings: { message } });
        if (oneIn(3)) break;
        const answer = message.replace("\x01\0\0\x01\0\0", "\x81\x80\0\x01\0\x01");
        const resource = `\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\x0a\x01\x02${String.fromCharCode(below(3))}`;
        tell("dns_answer", pid, {
          fixed: { ...fixed, whole_length: answer.length + resource.length },
          strings: { message: answer + resource },
        });
        break;
      }
      case 5: {
        const remote_ip = Buffer.alloc(16);
        remote_ip.set([10, 1, 2, below(4)]);
        tell("network_connect", pid, { fixed: { remote_ip, remote_port: 443, protocol: 6, family: 2 } });
        break;
      }
      default:
        tell("file_open", pid, {
          flags: below(2),
          fixed: { flags: below(3) },
          strings: { path: walk(path()) },
        });
    }
  }
  return Buffer.concat(records);
}

/** Takes the records of a log, one block after the other. */
type Feed = (log: Buffer, decoder: Decoder, evaluation: Evaluation) => void;

const asOne: Feed = (log, decoder) => {
  expect(decoder.block(log)).toBeUndefined();
};

/** A few records in each block, whose bytes are others as soon as the next comes; now and then all is forgotten. */
function wipedBlocks(choices: Random): Feed {
  return (log, decoder, evaluation) => {
    const room = Buffer.alloc(log.length);
    for (let at = 0; at < log.length; ) {
      let end = at;
      for (let records = 1 + choices.below(60); records > 0 && end < log.length; records--) {
        end += log.readUInt32LE(end);
      }
      log.copy(room, 0, at, end);
      expect(decoder.block(room.subarray(0, end - at))).toBeUndefined();
      room.fill(0xff);
      at = end;
      if (!choices.oneIn(3)) continue;
      decoder.forget();
      evaluation.forget();
    }
  };
}

/** All that a person can see of what the rules find in a log, with so many bytes for texts and for answers. */
function found(log: Buffer, rules: readonly Rule[], budget: number | undefined, feed = asOne): unknown {
  const evaluation = new Evaluation(rules, budget);
  const seen: unknown[] = [];
  const decoder = new Decoder({
    start: { layouts: plainLayouts(), realtime_offset_ns: 0n, tick_ns: TICK_NS, machine: "x86_64" },
    own: NO_OWN,
    onEvent: (event) => {
      seen.push(event);
      evaluation.add(event);
    },
    textBudget: budget,
  });
  feed(log, decoder, evaluation);
  const { result, rules: outcomes, cuts } = evaluation.outcome();
  return {
    result,
    cuts: cuts?.map(({ part, events }) => [part, events]),
    rules: outcomes.map(({ rule, totalCount, matches }) => ({
      id: rule.ruleId,
      totalCount,
      matches: matches.map((event) => ({ index: event.index, ...eventToJson(event) })),
    })),
    events: seen.length,
  };
}

test("what is forgotten changes nothing that the rules find", () => {
  let matches = 0;
  let correlations = 0;
  let names = 0;
  for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
    const choices = random(seed);
    const [rules, log] = [randomRules(choices), randomLog(choices)];
    const all = found(log, rules, Number.POSITIVE_INFINITY) as {
      rules: { id: string; matches: { payload: { remote_domains?: string[] } }[] }[];
    };
    for (const budget of [0, 3000, undefined]) expect(found(log, rules, budget)).toEqual(all);
    expect(found(log, rules, undefined, wipedBlocks(choices))).toEqual(all);
    for (const rule of all.rules) {
      matches += rule.matches.length;
      if (rule.id.startsWith("c")) correlations++;
      names += rule.matches.filter(({ payload }) => (payload.remote_domains ?? []).length > 0).length;
    }
  }
  // Else the logs and the rules would have nothing to do with each other.
  expect([matches > 1000, correlations > 5, names > 20]).toEqual([true, true, true]);
});
