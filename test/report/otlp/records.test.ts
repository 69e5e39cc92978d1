import { expect, test } from "vitest";
import { EventMasker } from "../../../src/events/event-masker.ts";
import { VERSION } from "../../../src/log/format.ts";
import { Masker } from "../../../src/mask/masker.ts";
import { EventRecords } from "../../../src/report/otlp/event-record.ts";
import { reportRecords, resourceOf } from "../../../src/report/otlp/report-records.ts";
import type { Report } from "../../../src/report/report.ts";
import { CURL_EXEC, event, HOSTILE, NPMRC_READ, RECORDED, report, ruleOutcome } from "../reports.ts";

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A record with its attributes by their names, each the value alone. */
function read(json: string) {
  const { attributes, ...others } = JSON.parse(json) as { attributes: readonly Attribute[] };
  const values = attributes.map(({ key, value }) => [key, Object.values(value)[0]]);
  expect(new Set(values.map(([key]) => key)).size).toBe(values.length);
  return { ...others, attributes: Object.fromEntries(values) };
}

const OBSERVED = 1_764_030_000_000_000_000n;

function eventRecord(json: object) {
  return read(new EventRecords(OBSERVED).record(event(json)));
}

function reported(of: Report, isFailure = true) {
  return [...reportRecords(of, { isFailure, observedNs: OBSERVED })].map(read);
}

const NPMRC_PROCESS = {
  "process.pid": "4711",
  "process.executable.path": "/usr/bin/cat",
  "process.executable.name": "cat",
  "process.command_args": { values: [{ stringValue: "cat" }, { stringValue: "/home/runner/.npmrc" }] },
  "runwarden.process.installer": "npm",
  "runwarden.process.ancestors": {
    values: [
      { stringValue: "/usr/bin/bash" },
      { stringValue: "/usr/bin/npm" },
      { stringValue: "/home/runner/bin/Runner.Worker" },
    ],
  },
};

test("an event has its process and what it is about, by the names of the conventions where these have any", () => {
  expect(eventRecord(NPMRC_READ)).toEqual({
    timeUnixNano: "1795560972123456789",
    observedTimeUnixNano: "1764030000000000000",
    severityNumber: 9,
    severityText: "INFO",
    eventName: "runwarden.file_open",
    body: { stringValue: "/usr/bin/cat opened /home/runner/.npmrc for reading (flags 0)" },
    attributes: {
      "runwarden.event.kind": "file_open",
      "runwarden.event.index": "0",
      "file.path": "/home/runner/.npmrc",
      "runwarden.file_open.is_read": true,
      "runwarden.file_open.is_write": false,
      "runwarden.file_open.flags": "0",
      ...NPMRC_PROCESS,
    },
  });
});

test("repeats and tags are told", () => {
  expect(eventRecord(CURL_EXEC).attributes).toMatchObject({
    "runwarden.event.count": "3",
    "runwarden.event.tags": { values: [{ stringValue: "truncated" }] },
    "runwarden.process_exec.is_memfd": true,
  });
});

test("a connection, a name and a request have the attributes that other tools ask for", () => {
  const process = { exec_path: "/usr/bin/curl", argv: ["curl"], pid: 5 };
  const connection = eventRecord({
    event_type: "network_connect",
    process,
    payload: {
      remote_ip: "203.0.113.9",
      remote_port: 443,
      protocol: "tcp",
      remote_domains: ["evil.example"],
    },
  });
  expect(connection.attributes).toMatchObject({
    "network.peer.address": "203.0.113.9",
    "network.peer.port": "443",
    "runwarden.network_connect.remote_domains": { values: [{ stringValue: "evil.example" }] },
  });
  const name = eventRecord({ event_type: "domain", process, payload: { domain: "evil.example" } });
  expect(name.attributes).toMatchObject({ "dns.question.name": "evil.example" });
  const request = { method: "POST", host: "evil.example", path: "/x" };
  expect(eventRecord({ event_type: "http_request", process, payload: request }).attributes).toMatchObject({
    "http.request.method": "POST",
    "server.address": "evil.example",
    "url.path": "/x",
  });
});

test("the parent is the process above, not what the process itself was before; where it started is told", () => {
  const { attributes } = eventRecord({
    ...NPMRC_READ,
    process: {
      exec_path: "/usr/bin/cat",
      argv: [],
      pid: 9,
      start_time: "2026-11-24T22:56:01.500Z",
      cwd: "/home/runner",
      ancestors: [
        { exec_path: "/usr/bin/bash", argv: ["bash"], pid: 9 },
        { exec_path: "/usr/bin/make", argv: ["make"], pid: 8 },
      ],
    },
  });
  expect(attributes).toMatchObject({
    "process.parent_pid": "8",
    "process.creation.time": "2026-11-24T22:56:01.500Z",
    "process.working_directory": "/home/runner",
  });
  expect(attributes).not.toHaveProperty("process.command_args");
});

test("of a process that nobody knows, nothing is said", () => {
  const { attributes, ...record } = eventRecord({ event_type: "file_remove", payload: { path: "/a" } });
  expect(record).toMatchObject({ timeUnixNano: "0", body: { stringValue: "an unknown program removed /a" } });
  expect(Object.keys(attributes).filter((name) => name.startsWith("process."))).toEqual([]);
});

test("masked events are sent masked, and hostile names whole, as JSON that any receiver reads", () => {
  const records = new EventRecords(OBSERVED);
  const argv = ["curl", "--token", "s3cr3t-value", HOSTILE];
  const given = event({ ...CURL_EXEC, process: { exec_path: HOSTILE, argv, pid: 1 } });
  const text = records.record(new EventMasker(new Masker()).event(given));
  expect(text).not.toContain("s3cr3t-value");
  expect(text.isWellFormed()).toBe(true);
  expect(read(text).attributes["process.executable.path"]).toBe(HOSTILE.replace("\udcff", "\ufffd"));
});

test("a match has its rule and its event; one that fails the job is as grave as its rule", () => {
  const rule = {
    name: "Reads npm's credentials",
    description: "What: it does.",
    tags: { severity: "high", attack: "T1552" },
  };
  const [, match] = reported(
    report({ outcome: { result: "detected", rules: [ruleOutcome(rule, [event(NPMRC_READ)], 12)] } }),
  );
  expect(match).toMatchObject({
    eventName: "runwarden.match",
    timeUnixNano: "1795560972123456789",
    severityNumber: 17,
    severityText: "ERROR",
    body: {
      stringValue: "Reads npm's credentials: /usr/bin/cat opened /home/runner/.npmrc for reading (flags 0)",
    },
    attributes: {
      "security_rule.name": "Reads npm's credentials",
      "security_rule.uuid": "acme/credentials/npmrc_read",
      "security_rule.ruleset.name": "acme/credentials",
      "security_rule.description": "What: it does.",
      "runwarden.rule.id": "npmrc_read",
      "runwarden.rule.action": "detect",
      "runwarden.rule.match_count": "12",
      "runwarden.rule.tags.severity": "high",
      "runwarden.rule.tags.attack": "T1552",
      "file.path": "/home/runner/.npmrc",
      ...NPMRC_PROCESS,
    },
  });
});

test.each([
  ["detect", "critical", "FATAL"],
  ["detect", "high", "ERROR"],
  ["detect", undefined, "WARN"],
  ["terminate", "low", "INFO"],
  ["collect", "critical", "INFO"],
] as const)("a match of a rule that says %s and %s is %s", (action, severity, expected) => {
  const rule = { action, tags: severity === undefined ? {} : { severity } };
  const outcome = { result: "detected", rules: [ruleOutcome(rule, [event(NPMRC_READ)])] } as const;
  expect(reported(report({ outcome }))[1]).toMatchObject({ severityText: expected });
});

test("the verdict comes first, with what was found, what was watched and what it is made of", () => {
  const outcome = { result: "detected", rules: [ruleOutcome({}, [event(NPMRC_READ)], 3)] } as const;
  const recorded = {
    ...RECORDED,
    endNs: 1_764_025_000_000_000_000n,
    digests: { rules: "aa", job: "bb", log: "cc" },
  };
  const [verdict, ...matches] = reported(report({ outcome, recorded }));
  expect(matches).toHaveLength(1);
  expect(verdict).toEqual({
    timeUnixNano: "1764025000000000000",
    observedTimeUnixNano: "1764030000000000000",
    severityNumber: 17,
    severityText: "ERROR",
    eventName: "runwarden.verdict",
    body: {
      stringValue:
        "Runwarden: detected. 1 rule matched, 3 matches in all. Nothing was stopped: what is told here has happened.",
    },
    attributes: {
      "runwarden.result": "detected",
      "runwarden.is_failure": true,
      "runwarden.match_count": "3",
      "runwarden.rules.matched": { values: [{ stringValue: "acme/credentials/npmrc_read" }] },
      "runwarden.rules.loaded": "14",
      "runwarden.coverage": expect.stringMatching(/^source tracepoint · scope job · .* · 14 rules loaded$/),
      "runwarden.events.seen": "1246",
      "runwarden.events.dropped": "0",
      "runwarden.digest.rules": "aa",
      "runwarden.digest.job": "bb",
      "runwarden.digest.log": "cc",
    },
  });
});

test.each([
  ["passed", {}, "INFO", undefined],
  [
    "tampered",
    { tampering: [{ code: "judge-gone" }] as const },
    "FATAL",
    { values: [{ stringValue: "judge-gone" }] },
  ],
] as const)("a job that is %s is told as grave as it is", (result, parts, severity, faults) => {
  const [verdict] = reported(report(parts), result !== "passed");
  expect(verdict).toMatchObject({ severityText: severity, attributes: { "runwarden.result": result } });
  expect(verdict?.attributes["runwarden.faults"]).toEqual(faults);
});

test("a job that no rule judged is not told as one that passed", () => {
  const [verdict] = reported(report({ rulesLoaded: 0 }), false);
  expect(verdict).toMatchObject({
    severityText: "WARN",
    body: { stringValue: expect.stringMatching(/^Runwarden: nothing was judged\. There was no rule, /) },
    attributes: { "runwarden.rules.loaded": "0" },
  });
});

test("the resource is the job's run, its repository and its runner", () => {
  const context = {
    ...RECORDED.job?.context,
    server_url: "https://github.com",
    runner_name: "GitHub Actions 7",
  };
  const recorded = { ...RECORDED, job: { startedBy: "pre" as const, context } };
  const given = Object.entries(resourceOf(report({ recorded }))).filter(([, value]) => value !== undefined);
  expect(Object.fromEntries(given)).toEqual({
    "service.name": "runwarden",
    "service.version": VERSION,
    "cicd.pipeline.name": "build",
    "cicd.pipeline.run.id": "17",
    "cicd.pipeline.run.url.full": "https://github.com/acme/prod/actions/runs/17/attempts/1",
    "cicd.pipeline.task.name": "test",
    "cicd.worker.name": "GitHub Actions 7",
    "runwarden.run.attempt": 1,
    "vcs.provider.name": "github",
    "vcs.owner.name": "acme",
    "vcs.repository.name": "prod",
    "vcs.repository.url.full": "https://github.com/acme/prod",
    "vcs.ref.head.name": "main",
    "vcs.ref.head.type": "branch",
    "vcs.ref.head.revision": "0123456789abcdef0123456789abcdef01234567",
    "os.type": "linux",
    "os.version": "6.8.0-1021-azure",
    "host.arch": "amd64",
  });
});

test.each([
  ["refs/tags/v1/x", "v1/x", "tag"],
  ["refs/pull/7/merge", "refs/pull/7/merge", undefined],
])("of the ref %s the head is called %s", (ref, name, type) => {
  const recorded = { job: { startedBy: "pre" as const, context: { ref } } };
  const resource = resourceOf(report({ recorded }));
  expect([resource["vcs.ref.head.name"], resource["vcs.ref.head.type"]]).toEqual([name, type]);
});

test("of a guarded command, which is of no run, only Runwarden is told", () => {
  const given = Object.entries(resourceOf(report({}))).filter(([, value]) => value !== undefined);
  expect(given.map(([name]) => name)).toEqual(["service.name", "service.version"]);
});
