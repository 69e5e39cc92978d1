import { expect, test } from "vitest";
import type { EventKind } from "../../src/kinds/index.ts";
import type { Coverage } from "../../src/log/coverage.ts";
import { logFaultSentence } from "../../src/report/log-fault.ts";
import { lossCount, matchCount, withFaults } from "../../src/report/report.ts";
import { event, NPMRC_READ, report, ruleOutcome, WHOLE } from "./reports.ts";

test("a fault of the log outranks what the rules say, for such a log proves nothing", () => {
  const outcome = { result: "detected" as const, rules: [ruleOutcome({}, [event(NPMRC_READ)])] };
  expect(report({ outcome }).result).toBe("detected");
  expect(report({ outcome, tampering: [{ code: "ended-by-other" }] }).result).toBe("tampered");
  expect(report({ outcome, coverage: { ...WHOLE, faults: [{ code: "no-trailer" }] } }).result).toBe(
    "tampered",
  );
});

test("of what is lost only what a rule may have asked for makes a report incomplete", () => {
  const lost = { ...WHOLE, dropped: { ...WHOLE.dropped, domain: 2 } };
  const judged = (...kinds: EventKind[]) => new Set(kinds);
  const made = (coverage: Coverage, judgedKinds: ReadonlySet<EventKind>) => {
    const { result, missed } = report({ coverage, judgedKinds });
    return [result, missed];
  };
  expect(made(lost, judged("domain"))).toEqual(["incomplete", 2]);
  expect(made(lost, judged("file_open"))).toEqual(["passed", 0]);
  // Every rule can ask who did it; none asks where there is none.
  expect(made({ ...WHOLE, droppedLineage: 3 }, judged("file_open"))).toEqual(["incomplete", 3]);
  expect(made({ ...WHOLE, droppedLineage: 3 }, judged())).toEqual(["passed", 0]);
  expect(made({ ...WHOLE, droppedAnswers: 4 }, judged("network_connect"))).toEqual(["incomplete", 4]);
  expect(made({ ...WHOLE, droppedAnswers: 4 }, judged("domain"))).toEqual(["passed", 0]);
  // What was moved is another file to rules that ask for its origin.
  const moves = { ...WHOLE, dropped: { ...WHOLE.dropped, file_move: 2, file_link: 3 } };
  expect(made(moves, judged("file_open"))).toEqual(["incomplete", 5]);
  expect(made(moves, judged("process_exec", "file_move"))).toEqual(["incomplete", 5]);
  expect(made(moves, judged("domain"))).toEqual(["passed", 0]);
});

test("a log that was full before its end makes a report incomplete, and a match before that stands", () => {
  const coverage = { ...WHOLE, full: { limit: 2 ** 20, sinceNs: 1n } };
  expect(report({ coverage })).toMatchObject({ result: "incomplete", missed: 0 });
  const outcome = { result: "detected" as const, rules: [ruleOutcome({}, [event(NPMRC_READ)])] };
  expect(report({ coverage, outcome }).result).toBe("detected");
});

test("a match outranks losses, and faults that are found later outrank all", () => {
  const coverage = { ...WHOLE, droppedLineage: 1 };
  const rules = [ruleOutcome({}, [event(NPMRC_READ)])];
  const detected = report({ coverage, outcome: { result: "detected", rules } });
  expect(detected).toMatchObject({ result: "detected", missed: 1 });
  expect(withFaults(detected, [])).toBe(detected);
  expect(withFaults(detected, [{ code: "judge-gone" }])).toMatchObject({
    result: "tampered",
    tampering: [{ code: "judge-gone" }],
    outcome: { result: "detected" },
  });
});

test("matches count as often as they happened, not as often as they were kept", () => {
  const rules = [ruleOutcome({}, [event(NPMRC_READ)], 40), ruleOutcome({}, [], 2)];
  expect(matchCount(report({ outcome: { result: "detected", rules } }))).toBe(42);
});

test("lost lineage is a loss too, and so are lost answers", () => {
  const dropped = { ...WHOLE.dropped, domain: 2 };
  const coverage = { ...WHOLE, dropped, droppedLineage: 3, droppedAnswers: 4 };
  expect(lossCount(report({ coverage }))).toBe(9);
});

test("what was done to the guard makes any result tampered, with who did it and since when", () => {
  const killed = event({
    event_type: "guard_tamper",
    time: "2026-11-27T10:00:01.500Z",
    process: {
      exec_path: "/usr/bin/kill",
      argv: ["kill"],
      pid: 12,
      ancestors: [{ exec_path: "/bin/bash", argv: [] }],
    },
    payload: { act: "signal", target: "collector", target_pid: 7, number: 9 },
  });
  if (killed.kind !== "guard_tamper") throw new Error();
  const found = report({
    outcome: { result: "passed", rules: [], guardTampering: { totalCount: 3, events: [killed] } },
  });
  expect(found.result).toBe("tampered");
  expect(found.tampering.map(logFaultSentence)).toEqual([
    "Tampered since 10:00:01.500Z: /usr/bin/kill (process 12) sent signal 9 to the guard's collector (process 7). It was started by /bin/bash.",
    "The guard was tampered with 2 times more than is told here.",
  ]);
});

test("what the guard found by itself is nobody's that anyone saw", () => {
  const silent = event({
    event_type: "guard_tamper",
    process: { exec_path: "", argv: [], ancestors: [] },
    payload: { act: "hook_silent", target: "file_open", target_pid: 0, number: 0 },
  });
  if (silent.kind !== "guard_tamper") throw new Error();
  const { tampering } = report({
    outcome: { result: "detected", rules: [], guardTampering: { totalCount: 1, events: [silent] } },
  });
  expect(tampering.map(logFaultSentence)).toEqual([
    "Tampered: somebody kept the guard from seeing its own file_open events.",
  ]);
});

test("what was done to the guard and could not be recorded makes the result tampered too", () => {
  const coverage = { ...WHOLE, dropped: { ...WHOLE.dropped, guard_tamper: 1 } };
  expect(report({ coverage }).tampering).toEqual([{ code: "guard-tampered-more", count: 1 }]);
  expect(report({ coverage }).result).toBe("tampered");
});
