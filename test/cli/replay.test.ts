import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, readMatches, runwarden, SECRET_READ, write } from "./command.ts";

const READ_SECRET = `{"event_type":"file_open","process":{"exec_path":"/bin/cat"},"payload":{"path":"/x/secret","is_read":true}}\n`;
const READ_OTHER = READ_SECRET.replace("secret", "other");

function replay(
  events: string,
  { rules = SECRET_READ, options = [] as string[], args: more = [] as string[] } = {},
) {
  const work = folder();
  const rulesPath = write(work, "rules.yaml", rules);
  const log = write(work, "events.jsonl", events);
  const config = options.length > 0 ? ["--config", write(work, "config.yaml", options.join("\n"))] : [];
  const out = join(work, "out");
  const args = ["replay", "--no-baseline", "--rules", rulesPath, "--out", out, ...config, ...more, log];
  return { work, out, ...runwarden(args) };
}

test("events in their JSON form are judged; the index counts lines, the count of repeats adds up", () => {
  const folded = READ_SECRET.replace('"payload"', '"count":41,"payload"');
  const { code, stdout, out } = replay(READ_OTHER + READ_SECRET + folded);
  expect(code).toBe(10);
  expect(stdout).toContain("detect t/one/r: 42 matches");
  expect(readMatches(out)).toMatchObject({
    result: "detected",
    coverage: { source: "file", events: { file_open: 43 } },
    rules: [{ total_count: 42, matches: [{ event_index: 1 }, { event_index: 2 }] }],
  });
});

test("events without a match pass", () => {
  expect(replay(READ_OTHER).code).toBe(0);
});

test("a file without any event is exit code 2, not a pass", () => {
  const { code, stderr } = replay("");
  expect(code).toBe(2);
  expect(stderr).toContain("there is no event in it");
});

test("a line that is no event is exit code 2 with file and line", () => {
  const { code, stderr, work } = replay(`${READ_OTHER}{"event_type":"file_opened"}\n`);
  expect(code).toBe(2);
  expect(stderr).toContain(`${join(work, "events.jsonl")}:2: event_type must be one of process_exec, `);
});

test("a file that is not there is exit code 2, without a stack trace", () => {
  for (const command of ["replay", "events"]) {
    const { code, stderr } = runwarden([command, "/nowhere/events.log"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^Cannot read \/nowhere\/events\.log: ENOENT[^\n]*\n$/);
  }
});

test("the configured default of max_alerts caps the details, not the count; the last stands apart", () => {
  const { out } = replay(READ_SECRET.repeat(5), { options: ["default_max_alerts: 2"] });
  expect(readMatches(out)).toMatchObject({
    rules: [
      {
        total_count: 5,
        matches: [{ event_index: 0 }, { event_index: 1 }],
        later_matches: [{ event_index: 4 }],
      },
    ],
  });
});

test("monitor mode turns terminate into detect", () => {
  const rules = SECRET_READ.replace("action: detect", "action: terminate");
  expect(readMatches(replay(READ_SECRET, { rules }).out)).toMatchObject({ result: "terminated" });
  const monitored = replay(READ_SECRET, { rules, options: ["monitor_mode: true"] });
  expect(monitored.code).toBe(10);
  expect(readMatches(monitored.out)).toMatchObject({ result: "detected", rules: [{ action: "detect" }] });
});

test("rules for other repositories than the configured one are left out; without one, none are", () => {
  const rules = SECRET_READ.replace(
    "action: detect",
    "action: detect\n        target: {include: [{provider_host: github.com, path: acme/}]}",
  );
  const at = (...options: string[]) => replay(READ_SECRET, { rules, options }).code;
  expect(at("project_path: acme/prod")).toBe(10);
  expect(at("provider_host: github.com", "project_path: acme/prod")).toBe(10);
  expect(at("provider_host: ghe.example.com", "project_path: acme/prod")).toBe(0);
  expect(at("project_path: other/prod")).toBe(0);
  expect(at()).toBe(10);
});

test("a wrong rule file is exit code 2 with the line that is wrong", () => {
  const { code, stderr, work } = replay(READ_SECRET, { rules: SECRET_READ.replace("is_read", "is_reed") });
  expect(code).toBe(2);
  expect(
    stderr,
  ).toBe(`${join(work, "rules.yaml")}:6:20: unknown-name: unknown field "is_reed": did you mean "is_read"?
  6 |         condition: is_reed && path.endsWith("/secret")
    |                    ^
`);
});

test("--verbose names the rules that never matched", () => {
  const rules = `${SECRET_READ}      - {rule_id: other, event_type: domain, condition: domain == "x", action: collect}\n`;
  const { code, stdout } = replay(READ_SECRET, { rules, args: ["--verbose"] });
  expect(code).toBe(10);
  expect(stdout).toContain("\nNever matched: 1 of 2 rules\n  - t/one/other: there was no domain\n");
  expect(replay(READ_SECRET, { rules }).stdout).not.toContain("Never matched");
});

test("all that is wrong with a config file is said at once", () => {
  const { code, stderr } = replay(READ_OTHER, {
    options: ["monitor_mode: yes please", "default_max_alerts: 101", "provider_hots: x", "provider_host: y"],
  });
  expect(code).toBe(2);
  expect(stderr).toContain("monitor_mode must be true or false");
  expect(stderr).toContain("default_max_alerts must be a whole number from 1 to 100");
  expect(stderr).toContain("'provider_hots' is not known");
  expect(stderr).toContain("provider_host needs project_path beside it");
});

test("replay says what --allow would not have allowed, and proposes what would", () => {
  const to = (ip: string, name: string): string =>
    `${JSON.stringify({
      event_type: "network_connect",
      process: { exec_path: "/usr/bin/curl" },
      payload: { remote_ip: ip, remote_port: 443, remote_domains: [name], protocol: "tcp", family: "ipv4" },
    })}\n`;
  const events = to("203.0.113.1", "a.example") + to("203.0.113.2", "b.example");
  const { code, stdout, out } = replay(events, { args: ["--allow", "a.example c.example:80"] });
  expect(code).toBe(0);
  expect(stdout).toContain(
    "Egress: outside of allowed-endpoints, which egress: block would refuse\n  - b.example at 203.0.113.2:443 by curl\n",
  );
  expect(readMatches(out)).toMatchObject({
    egress: {
      allowed: ["a.example:443", "c.example:80"],
      outside: [{ ip: "203.0.113.2" }],
      proposed: [{ entry: "a.example:443" }, { entry: "b.example:443" }],
      unused: ["c.example:80"],
    },
  });
  expect(readMatches(replay(events).out)).toMatchObject({ egress: { allowed: [], outside: [] } });
});
