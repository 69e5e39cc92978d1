import { expect, test } from "vitest";
import { blindSpotCounts, blindSpots, blindSpotsMet, gaps } from "../../src/report/gaps.ts";
import { coverageLine, resultSentence } from "../../src/report/headline.ts";
import { renderMatches } from "../../src/report/matches.ts";
import type { EventRule } from "../../src/rules/rule.ts";
import { DEFAULT_POLICY, verdict } from "../../src/watch/verdict.ts";
import { report, ruleOutcome, WHOLE } from "./reports.ts";

test("where all was watched nothing is told", () => {
  expect(gaps(report({}))).toEqual([]);
});

test("lost answers, and a hook for them that is not live, are told", () => {
  const coverage = { ...WHOLE, droppedAnswers: 2, hooks: { ...WHOLE.hooks, dns_answer: "missing" as const } };
  expect(gaps(report({ coverage }))).toEqual([
    "dns_answer was not watched: its hooks could not be attached.",
    "2 DNS answers could not be recorded: names may be missing from network_connect.",
  ]);
});

test("it is told that moves were forgotten, which an event with another path could have told of", () => {
  expect(gaps(report({ coverage: { ...WHOLE, forgottenOrigins: 1200 } }))).toEqual([
    "There was no room to remember all that was moved: 1,200 moves and links were forgotten, the oldest first. Where such files were before may be missing from file_open and process_exec (origin_path).",
  ]);
});

test("where requests are not watched, it is told that names are missing too", () => {
  const coverage = { ...WHOLE, hooks: { ...WHOLE.hooks, http_request: "missing" as const } };
  expect(gaps(report({ coverage }))).toEqual([
    "http_request was not watched: its hooks could not be attached. Nor does domain have the names that were given to servers of TLS and HTTP.",
  ]);
});

test("a job that met a blind spot is told of it, and not said to be without matches in all that it did", () => {
  expect(resultSentence(report({}))).toBe("No rule matched.");
  const coverage = { ...WHOLE, blindSpots: { raw_socket: 1 } };
  expect(gaps(report({ coverage }))).toEqual([
    "The job made 1 raw socket: what it does through it was not watched.",
  ]);
  expect(resultSentence(report({ coverage }))).toBe("No rule matched in what was watched.");
});

test("a watch that the action's own step began is told as late, and one that began before the job is not", () => {
  const startedBy = (by: "pre" | "main" | "run") =>
    gaps(report({ recorded: { job: { startedBy: by, context: {} } } }));
  expect(startedBy("main")).toEqual([expect.stringContaining("its pre step did not run")]);
  expect([startedBy("pre"), startedBy("run")]).toEqual([[], []]);
});

test("of a log that was full it is told since when, and that what came after was counted", () => {
  const full = { limit: 5 * 2 ** 20 + 1, sinceNs: 1_795_773_601_500_000_000n };
  const coverage = { ...WHOLE, full };
  expect(gaps(report({ coverage }))).toEqual([
    "The event log was full at 10:00:01.500Z: it had the 5 MiB that it may have. What happened after is not in it, only counted as lost.",
  ]);
  expect(resultSentence(report({ coverage }))).toBe(
    "The event log was full before the job had ended, so it is not known whether a rule would have matched. In what was recorded, no rule matched.",
  );
  const lost = { ...coverage, dropped: { ...WHOLE.dropped, file_open: 3 } };
  expect(resultSentence(report({ coverage: lost }))).toMatch(
    /^The event log was full before the job had ended\. 3 events or records that the rules ask for/,
  );
});

test("of a log that nobody has ended it is told from when on nothing is known, and never that nothing was lost", () => {
  const coverage = { ...WHOLE, isLossKnown: false, unknownAfterNs: 1_795_773_601_500_000_000n };
  expect(gaps(report({ coverage }))).toEqual([
    "Nothing is known of what happened after 10:00:01.500Z: the log ends there, and nobody has ended it.",
  ]);
  expect(coverageLine(report({ coverage }))).toContain("dropped not known, all unknown after 10:00:01.500Z");
  expect(coverageLine(report({ coverage: { ...WHOLE, isLossKnown: false } }))).toContain(
    "· dropped not known ·",
  );
});

test.each([
  [undefined, "hooks live · 1,"],
  [{}, "hooks live · 1,"],
  [{ file_open: "denied", network_connect: "denied" } as const, " · rules deny in the kernel · "],
  [{ file_open: "killed" } as const, " · rules kill in the kernel · "],
  [{ file_open: "killed", network_connect: "denied" } as const, " · rules deny or kill in the kernel · "],
])("what became of what rules in the kernel found is told in a word: %j", (kernelRules, words) => {
  expect(coverageLine(report({ coverage: { ...WHOLE, kernelRules } }))).toContain(words);
});

test("blind spots are told where the job met them, with their counts", () => {
  const blindSpots = {
    raw_socket: 1,
    packet_socket: 2,
    icmp_socket: 1,
    vsock_socket: 3,
    other_socket: 1,
    io_uring_file_open: 1200,
    io_uring_file_remove: 1,
    io_uring_file_move: 1,
    io_uring_file_link: 1,
    io_uring_unix_socket_connect: 2,
    io_uring_truncate: 1,
    nscd_memory: 1,
    resolver_request: 3,
    resolved_bus: 2,
  };
  expect(blindSpotsMet({ ...WHOLE, blindSpots })).toEqual([
    "The job made 1 raw socket: what it does through it was not watched.",
    "The job made 2 packet sockets: what it does through them was not watched.",
    "The job made 1 ICMP (ping) socket: what it does through it was not watched.",
    "The job made 3 vsock sockets: what it does through them was not watched.",
    "The job made 1 socket of another protocol than TCP and UDP: what it does through it was not watched.",
    "The job made 1,200 requests for file_open through io_uring, which this source does not see.",
    "The job made 1 request for file_remove through io_uring, which this source does not see.",
    "The job made 1 request for file_move through io_uring, which this source does not see.",
    "The job made 1 request for file_link through io_uring, which this source does not see.",
    "The job made 2 requests for unix_socket_connect through io_uring, which this source does not see.",
    "The job cut 1 file through io_uring, which no event shows.",
    "The job asked 1 time for the memory in which nscd keeps names: what it looked up there was not seen.",
    "The job sent 3 times to a resolver's own socket, or may have, what is not read (splice, sendfile, io_uring on registered files): what names it asked for was not seen.",
    "The job sent 2 messages to systemd-resolved over D-Bus: what names they asked for was not seen.",
  ]);
});

test("what goes through io_uring is no blind spot of the source that sees it", () => {
  const coverage = {
    ...WHOLE,
    source: "fentry" as const,
    sources: { ...WHOLE.sources, file_open: "fentry" as const },
    blindSpots: { io_uring_file_open: 3, raw_socket: 1 },
  };
  expect(blindSpotCounts(coverage)).toEqual({ raw_socket: 1 });
  expect(blindSpotsMet(coverage)).toEqual([
    "The job made 1 raw socket: what it does through it was not watched.",
  ]);
});

test("of a source that sees what is done through io_uring and where links lead, nothing of that is told", () => {
  const kinds = [
    "unix_socket_connect",
    "file_open",
    "file_remove",
    "file_move",
    "file_link",
    "file_truncate",
    "process_access",
    "privilege_change",
    "mount",
    "kernel_load",
  ] as const;
  const byFentry = Object.fromEntries(kinds.map((kind) => [kind, "fentry" as const]));
  const coverage = { ...WHOLE, source: "fentry" as const, sources: { ...WHOLE.sources, ...byFentry } };
  const told = blindSpots(report({ coverage })).join(" ");
  expect(told).not.toMatch(/io_uring|symbolic/);
  // Where the compiler left one function of the kernel out of reach, its kind has the other source.
  const mixed = { ...coverage, sources: { ...coverage.sources, file_remove: "tracepoint" as const } };
  expect(blindSpots(report({ coverage: mixed })).join(" ")).toMatch(
    /source \(file_remove\).*io_uring.*symbolic/,
  );
});

const rule = (ruleId: string) => ruleOutcome({ rulesetId: "acme/x", ruleId }, []).rule as EventRule;

test("what was cut is told with the rules that it decides, a few by name", () => {
  const cuts = [
    { part: "text" as const, events: 1, rules: [rule("one")] },
    { part: "argv" as const, events: 2, rules: ["a", "b", "c", "d", "e", "f", "g"].map(rule) },
    { part: "lineage" as const, events: 3, rules: [rule("one"), rule("two")] },
  ];
  const cut = report({ outcome: { result: "passed", rules: [], cuts } });
  expect(gaps(cut)).toEqual([
    "A path or a name was cut in 1 event. What is missing decides 1 rule: acme/x/one.",
    "Arguments were cut in the middle in 2 events. What is missing decides 7 rules: acme/x/a, acme/x/b, acme/x/c, acme/x/d, acme/x/e and 2 more.",
    "The lineage was longer than 128 programs, and cut in the middle, in 3 events. What is missing decides 2 rules: acme/x/one, acme/x/two.",
  ]);
  expect(resultSentence(cut)).toBe("No rule matched in what was watched.");
  expect(JSON.parse(renderMatches(cut)).coverage.cuts[1]).toEqual({
    part: "argv",
    events: 2,
    rules: ["a", "b", "c", "d", "e", "f", "g"].map((id) => `acme/x/${id}`),
  });
});

test("where a lineage was cut that decides a rule that fails jobs, the report is incomplete, and says why", () => {
  const cut = report({ outcome: { result: "passed", rules: [], undecided: 2 } });
  expect(cut.result).toBe("incomplete");
  expect(resultSentence(cut)).toBe(
    "Ancestors that decide a rule were cut in 2 events, so it is not known whether a rule would have matched. In what was recorded, no rule matched.",
  );
  expect(verdict(cut, DEFAULT_POLICY)).toEqual({
    isFailure: true,
    reasons: [
      { code: "incomplete", sentence: "Ancestors that decide a rule were cut in 2 events (fail-on-loss)." },
    ],
    exitCode: 12,
  });
  expect(verdict(cut, { ...DEFAULT_POLICY, fail_on_loss: false }).isFailure).toBe(false);
});

test("a rule that failed the job anyway outranks what is not known", () => {
  const detected = report({ outcome: { result: "detected", rules: [], undecided: 2 } });
  expect(detected.result).toBe("detected");
});
