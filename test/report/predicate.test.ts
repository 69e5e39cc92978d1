import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Activity } from "../../src/report/activity.ts";
import { Doers } from "../../src/report/doers.ts";
import { PREDICATE_TYPE, renderPredicate } from "../../src/report/predicate.ts";
import { predicateObjections as objections } from "./predicate-objections.ts";
import { HOSTILE_TEXTS, randomReport } from "./random-report.ts";
import { CURL_EXEC, event, NPMRC_READ, RECORDED, report, ruleOutcome, WHOLE } from "./reports.ts";

test("a job's predicate says how it was watched and what rules found in it", () => {
  const connect = {
    event_type: "network_connect",
    time: "2026-11-24T22:56:14Z",
    process: CURL_EXEC.process,
    payload: {
      remote_ip: "203.0.113.9",
      remote_port: 443,
      protocol: "tcp",
      family: "ipv4",
      remote_domains: ["evil.example"],
    },
  };
  const rules = [
    ruleOutcome({ ruleId: "only_told", action: "collect" }, [{ ...event(CURL_EXEC), index: 7 }]),
    ruleOutcome({}, [{ ...event(NPMRC_READ), index: 3 }], 5),
    ruleOutcome({ ruleId: "sent" }, [
      { ...event(connect), index: 9 },
      { ...event(NPMRC_READ), index: 3 },
    ]),
  ];
  const living = [event(CURL_EXEC).process];
  const recorded = {
    ...RECORDED,
    living,
    job: {
      startedBy: "pre" as const,
      context: { ...RECORDED.job?.context, server_url: "https://github.com" },
    },
    digests: { rules: "a".repeat(64), job: "b".repeat(64), log: "c".repeat(64) },
    firstNs: 1_795_773_600_000_000_000n,
    endNs: 1_795_773_601_500_000_000n,
  };
  const text = renderPredicate(report({ outcome: { result: "detected", rules }, recorded }));
  expect(objections(text)).toEqual([]);
  const curl = {
    processBinary: "/usr/bin/curl",
    arguments: ["curl", "-fsSL", "https://example.com/install.sh"],
    pid: 4712,
  };
  expect(JSON.parse(text)).toEqual({
    monitor: {
      type: "https://github.com/runwarden/runwarden/runtime-trace/v1",
      configSource: { name: "rules", digest: { sha256: "a".repeat(64) } },
      tracePolicy: {
        version: "0.1.0",
        source: "tracepoint",
        scope: "job",
        hooks: WHOLE.hooks,
        sources: WHOLE.sources,
        rules_loaded: 14,
      },
    },
    monitoredProcess: {
      hostID: "https://github.com/actions/runner",
      type: "https://actions.github.io/buildtypes/workflow/v1",
      event: "https://github.com/acme/prod/actions/runs/17/attempts/1 test",
      repository: "acme/prod",
      sha: "0123456789abcdef0123456789abcdef01234567",
    },
    metadata: { buildStartedOn: "2026-11-27T10:00:00.000Z", buildFinishedOn: "2026-11-27T10:00:01.500Z" },
    monitorLog: {
      process: [
        { eventType: "counts", process_exec: 12, process_access: 0, privilege_change: 0, kernel_load: 0 },
        {
          eventType: "process_exec",
          time: "2026-11-24T22:56:13.000Z",
          ...curl,
          details: { is_memfd: true },
        },
        { eventType: "running", ...curl },
      ],
      network: [
        {
          eventType: "counts",
          network_connect: 0,
          domain: 0,
          http_request: 0,
          unix_socket_connect: 0,
          egress_block: 0,
        },
        { eventType: "network_connect", time: "2026-11-24T22:56:14.000Z", ...curl, details: connect.payload },
      ],
      fileAccess: [
        {
          name: "/home/runner/.npmrc",
          uri: "file:///home/runner/.npmrc",
          annotations: {
            eventType: "file_open",
            time: "2026-11-24T22:56:12.123Z",
            processBinary: "/usr/bin/cat",
            arguments: ["cat", "/home/runner/.npmrc"],
            pid: 4711,
            details: NPMRC_READ.payload,
          },
        },
      ],
    },
    runwarden: {
      result: "detected",
      rules: [
        { rule: "acme/credentials/only_told", action: "collect", total_count: 1 },
        { rule: "acme/credentials/npmrc_read", action: "detect", total_count: 5 },
        { rule: "acme/credentials/sent", action: "detect", total_count: 2 },
      ],
      tampering: [],
      missed: 0,
      dropped: WHOLE.dropped,
      digests: { rules: "a".repeat(64), job: "b".repeat(64), log: "c".repeat(64) },
      omitted: { entries: 0, rules: 0 },
    },
  });
});

/** What a step did, told by someone whose every word may be hostile. */
function activityOf(word: string): Activity {
  const by = new Doers();
  by.add(
    event({ ...NPMRC_READ, process: { exec_path: `/usr/bin/${word}`, argv: [], package: word } }).process,
  );
  const step = {
    path: "/home/runner/work/_temp/1.sh",
    action: "",
    line: word,
    firstCommand: "",
    timeNs: undefined,
    events: 9,
    programs: [{ name: word, path: "", count: 4 }],
    hosts: [{ ip: "203.0.113.9", port: 443, protocol: "tcp", names: [word], by, count: 2, refused: 0 }],
    names: [{ name: word, source: "dns", by, count: 1 }],
    files: [{ path: `/opt/${word}`, isFolder: true, isScratch: false, by, count: 3 }],
    packages: [{ title: word, folder: "/w", installer: "npm", count: 5 }],
    leftOut: { programs: 1, hosts: 2, names: 0, files: 0, packages: 0 },
  };
  return { workspace: "/w", steps: [step], leftOut: 10 };
}

test("what each step did is in it too, whatever the rules say of it", () => {
  const text = renderPredicate(report({ activity: activityOf("tar") }));
  expect(objections(text)).toEqual([]);
  const { monitorLog, runwarden } = JSON.parse(text);
  const by = [{ program: "tar", package: "tar" }];
  expect(monitorLog.network.slice(1)).toEqual([
    {
      eventType: "connected",
      step: "tar",
      ip: "203.0.113.9",
      port: 443,
      protocol: "tcp",
      names: ["tar"],
      by,
      count: 2,
    },
    { eventType: "name", step: "tar", name: "tar", source: "dns", by, count: 1 },
  ]);
  expect(monitorLog.fileAccess).toEqual([
    {
      name: "/opt/tar",
      uri: "file:///opt/tar",
      annotations: { eventType: "written", step: "tar", isFolder: true, by, count: 3 },
    },
  ]);
  expect(monitorLog.process.slice(1)).toEqual([
    { eventType: "package", step: "tar", package: "tar", installer: "npm", count: 5 },
    { eventType: "executed", step: "tar", processBinary: "tar", count: 4 },
  ]);
  expect(runwarden.omitted).toEqual({ entries: 13, rules: 0 });
});

test("of a guarded command it names no runner", () => {
  const recorded = { ...RECORDED, job: { startedBy: "run" as const, context: {} } };
  const text = renderPredicate(report({ recorded }));
  expect(objections(text)).toEqual([]);
  expect(JSON.parse(text).monitoredProcess).toEqual({
    hostID: "https://github.com/runwarden/runwarden/host",
    type: "https://github.com/runwarden/runwarden/command/v1",
    event: "run",
  });
});

test("a path is the address of the file of just these bytes", () => {
  const path = "/a b/ü/%2F/\udcff\udc80?#/\n[x]";
  const match = event({ ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path } });
  const text = renderPredicate(
    report({ outcome: { result: "detected", rules: [ruleOutcome({}, [match])] } }),
  );
  expect(JSON.parse(text).monitorLog.fileAccess).toMatchObject([
    { name: "/a b/ü/%2F/\\xff\\x80?#/\\x0a[x]", uri: "file:///a%20b/%C3%BC/%252F/%FF%80%3F%23/%0A%5Bx%5D" },
  ]);
});

test("of too much the gravest rules' matches stay, and what is left out is counted", () => {
  const large = {
    ...NPMRC_READ,
    process: { exec_path: "/x", argv: Array.from({ length: 32 }, () => "y".repeat(1000)) },
  };
  const events = (from: number) =>
    Array.from({ length: 100 }, (_, n) => ({ ...event(large), index: from + n }));
  const rules = [
    ruleOutcome({ ruleId: "told", action: "collect" }, events(0)),
    ruleOutcome({ ruleId: "grave" }, [{ ...event(CURL_EXEC), index: 500 }]),
    ...Array.from({ length: 300 }, (_, n) => ruleOutcome({ ruleId: `r${n}`, action: "collect" }, [])),
  ];
  const text = renderPredicate(report({ outcome: { result: "detected", rules } }));
  expect(objections(text)).toEqual([]);
  const { monitorLog, runwarden } = JSON.parse(text);
  expect(monitorLog.process[1]).toMatchObject({ processBinary: "/usr/bin/curl" });
  expect(monitorLog.fileAccess.length).toBe(100 - runwarden.omitted.entries);
  expect(runwarden.omitted.entries).toBeGreaterThan(0);
  expect(runwarden.omitted.rules).toBe(102);
  expect(runwarden.rules.length).toBe(200);
});

test.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 60)), text]))(
  "%s does no harm in a predicate, wherever it stands",
  (_name, hostile) => {
    const image = { exec_path: hostile, argv: [hostile, hostile], package: hostile, action: hostile };
    const match = (path: string) =>
      event({
        ...NPMRC_READ,
        process: image,
        payload: { ...NPMRC_READ.payload, path, origin_paths: [hostile] },
      });
    const rules = [
      ruleOutcome({ rulesetId: hostile, ruleId: hostile }, [match(hostile), match(`/${hostile}`)]),
    ];
    const context = Object.fromEntries(
      ["repository", "server_url", "sha", "run_id", "run_attempt", "job", "workflow_ref"].map((name) => [
        name,
        hostile,
      ]),
    );
    const recorded = { ...RECORDED, job: { startedBy: "pre" as const, context } };
    const parts = {
      outcome: { result: "detected" as const, rules },
      recorded,
      activity: activityOf(hostile),
    };
    expect(objections(renderPredicate(report(parts)))).toEqual([]);
  },
);

test("the README names its type", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(`predicate-type: ${PREDICATE_TYPE}\n`);
});

test("random reports give predicates, and each the same one twice", () => {
  for (let seed = 0; seed < 60; seed++) {
    const text = renderPredicate(randomReport(seed));
    expect({ seed, objections: objections(text) }).toEqual({ seed, objections: [] });
    expect(renderPredicate(randomReport(seed))).toBe(text);
  }
});
