import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { PlainEvent } from "./events.ts";
import { hits, load } from "./load-text.ts";

const TEXT = readFileSync(new URL("../../docs/coming-from.md", import.meta.url), "utf8");
const [, EXAMPLE = ""] = /^```yaml\n(rule_sets:.*?)^```$/ms.exec(TEXT) ?? [];

const { rules, warnings } = load(EXAMPLE);

const connect = (remote_ip: string, remote_port: number, ...remote_domains: string[]): PlainEvent => ({
  event_type: "network_connect",
  process: { exec_path: "/usr/bin/curl" },
  payload: { remote_ip, remote_port, remote_domains },
});

const write = (path: string, exec_path = "/usr/bin/node"): PlainEvent => ({
  event_type: "file_open",
  process: { exec_path, file_path: exec_path, is_root_owned: true },
  payload: { path, is_write: true },
});

test.each<[string, PlainEvent, boolean]>([
  ["other_endpoint", connect("104.16.0.1", 443, "registry.npmjs.org"), false],
  ["other_endpoint", connect("20.1.0.1", 443, "pipelines.actions.githubusercontent.com"), false],
  ["other_endpoint", connect("127.0.0.53", 53), false],
  ["other_endpoint", connect("::1", 5432), false],
  ["other_endpoint", connect("104.16.0.1", 80, "registry.npmjs.org"), true],
  ["other_endpoint", connect("104.16.0.1", 443, "registry.npmjs.org.evil.example"), true],
  ["other_endpoint", connect("203.0.113.7", 443), true],
  ["source_overwritten", write("/home/runner/work/a/a/src/x.ts"), true],
  ["source_overwritten", write("/home/runner/work/a/a/dist/x.js"), false],
  ["source_overwritten", write("/home/runner/work/a/a/src/x.ts", "/usr/bin/git"), false],
  ["source_overwritten", write("/tmp/x"), false],
  ["sudo_used", { event_type: "process_exec", process: { exec_path: "/usr/bin/sudo" } }, true],
  ["sudo_used", { event_type: "process_exec", process: { exec_path: "/usr/bin/ls" } }, false],
  [
    "containers_used",
    {
      event_type: "unix_socket_connect",
      payload: { path: "/var/run/docker.sock", resolved_path: "/run/docker.sock" },
    },
    true,
  ],
])("what docs/coming-from.md shows does what it says: %s", (ruleId, event, expected) => {
  expect(warnings).toEqual([]);
  expect(
    hits(
      rules.find((rule) => rule.ruleId === ruleId),
      event,
    ),
  ).toBe(expected);
});

test("every input of the two actions has a row", () => {
  const inputs = [
    ...["cicd-sensor-version", "github-token", "socket-path", "manager-url", "manager-token"],
    ...["enable-html-report", "enable-attestation-artifact", "enable-debug"],
    ...["default_max_alerts_per_rule", "disable_baseline_rules", "monitor_mode"],
    ...["allowed-endpoints", "egress-policy", "token", "disable-telemetry", "disable-sudo"],
    ...["disable-sudo-and-containers", "disable-file-monitoring", "exempt-files", "policy", "api-key"],
    ...["use-policy-store", "deploy-on-self-hosted-vm"],
  ];
  const rows = TEXT.split("\n").filter((line) => line.startsWith("| "));
  const told = rows.map((row) => row.split(" | ")[0] ?? "").join("\n");
  expect(inputs.filter((input) => !new RegExp(`\`${input}[\`:]`).test(told))).toEqual([]);
});
