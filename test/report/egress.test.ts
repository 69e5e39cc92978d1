import { expect, test } from "vitest";
import { type EgressMode, readPolicy } from "../../src/egress/policy.ts";
import { egressAudit } from "../../src/report/egress-audit.ts";
import { egressLines, egressLists, egressSection } from "../../src/report/egress-section.ts";
import { renderMatches } from "../../src/report/matches.ts";
import { EndpointObserver } from "../../src/report/reached-endpoints.ts";
import type { Report, ReportParts } from "../../src/report/report.ts";
import { withEgress } from "../../src/report/report.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { event, HOSTILE, report, ruleOutcome, WHOLE } from "./reports.ts";

const SCRIPT = "/home/runner/work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh";
const CHECKOUT = "/home/runner/work/_actions/actions/checkout/v5/dist/index.js";
const WORKER = { exec_path: "/home/runner/bin/Runner.Worker", argv: ["Runner.Worker"], is_runner: true };
const BASH = { exec_path: "/usr/bin/bash", argv: ["bash", "-e", SCRIPT] };
const NODE = { exec_path: "/home/runner/externals/node24/bin/node", argv: ["node", CHECKOUT] };
const CURL = { exec_path: "/usr/bin/curl", argv: ["curl"], ancestors: [BASH, WORKER] };
const NPM = { exec_path: "/usr/bin/npm", argv: ["node", "/usr/bin/npm", "ci"], ancestors: [BASH, WORKER] };
const GIT = { exec_path: "/usr/bin/git", argv: ["git", "fetch"], ancestors: [NODE, WORKER] };
const WAAGENT = { exec_path: "/usr/bin/waagent", argv: ["waagent"], ancestors: [] };
const DOCKERD = { exec_path: "/usr/bin/dockerd", argv: ["dockerd"], ancestors: [] };

const connect = (process: object, remote_ip: string, remote_port: number, ...remote_domains: string[]) => ({
  event_type: "network_connect",
  process,
  payload: { remote_ip, remote_port, remote_domains, protocol: "tcp", family: "ipv4" },
});
const lookUp = (process: object, domain: string) => ({
  event_type: "domain",
  process,
  payload: { domain, source: "dns" },
});

const DID = [
  lookUp(GIT, "github.com"),
  connect(GIT, "140.82.112.3", 443, "github.com"),
  lookUp(NPM, "registry.npmjs.org"),
  connect(NPM, "10.0.0.2", 53),
  connect(NPM, "104.16.1.34", 443, "registry.npmjs.org", "alias.cdn.example"),
  { ...connect(NPM, "104.16.2.34", 443, "registry.npmjs.org"), count: 1200 },
  lookUp(CURL, "evil.example"),
  connect(CURL, "203.0.113.9", 8443, "evil.example"),
  lookUp(CURL, "c2VjcmV0.evil.example"),
  connect(WAAGENT, "168.63.129.16", 32526),
  connect(DOCKERD, "198.51.100.1", 443, "registry-1.docker.io"),
];

function reportOf(
  events: readonly object[],
  policy?: { readonly mode?: EgressMode; readonly list?: string },
  parts: Partial<ReportParts> = {},
): Report {
  const observer = new EndpointObserver();
  for (const each of events) observer.add(event(each));
  const made = report({
    coverage: { ...WHOLE, reach: { scope: "machine", adoption: "live", adopted: 0 } },
    ...parts,
    reached: observer.reached(),
  });
  return policy === undefined
    ? made
    : withEgress(made, readPolicy(policy.mode ?? "audit", policy.list ?? "").policy);
}

test("all forms of a report have one audit, and a report by another list has its own", () => {
  const one = reportOf(DID);
  const { policy } = readPolicy("audit", "github.com");
  expect(egressAudit(one)).toBe(egressAudit(one));
  expect(egressAudit(withEgress(one, policy))?.allowed).toEqual(["github.com:443"]);
  expect(egressAudit(one)?.allowed).toEqual([]);
});

test("what a job reached is proposed as a list, with who reached it", () => {
  expect(
    egressSection(reportOf(DID), 10_000),
  ).toBe(`<details><summary>Proposed allowed-endpoints: 4 entries</summary>
<pre>allowed-endpoints: |
  evil.example:8443
  c2vjcmv0.evil.example:443
  registry-1.docker.io:443
  registry.npmjs.org:443</pre>
<p>Proposed allowed-endpoints, and who reached them</p>
<ul>
<li><code>evil.example:8443</code> by <code>curl</code></li>
<li><code>c2vjcmv0.evil.example:443</code> only looked up by <code>curl</code></li>
<li><code>registry-1.docker.io:443</code> by <code>dockerd</code></li>
<li><code>registry.npmjs.org:443</code> by <code>npm</code> (1,201 times)</li>
</ul>
<p>Allowed to actions in any case, and reached by them</p>
<ul>
<li><code>github.com:443</code></li>
</ul>
<p>Name servers; egress: block allows those that the machine has when the job begins</p>
<ul>
<li><code>10.0.0.2:53</code> by <code>npm</code></li>
</ul>
</details>

`);
});

const LIST = "registry.npmjs.org:443 *.docker.io:443 pypi.org:443";

test("with a list, what it does not allow is told first", () => {
  expect(egressLines(reportOf(DID, { list: LIST }))).toEqual([
    "Egress: outside of allowed-endpoints, which egress: block would refuse",
    "  - evil.example at 203.0.113.9:8443 by curl",
    "Egress: names looked up that are not in allowed-endpoints, which egress: block would refuse to look up",
    "  - c2VjcmV0.evil.example by curl",
    "Egress: proposed allowed-endpoints, and who reached them",
    "  - evil.example:8443 by curl",
    "  - c2vjcmv0.evil.example:443 only looked up by curl",
    "  - *.docker.io:443 by dockerd",
    "  - registry.npmjs.org:443 by npm (1,201 times)",
    "Egress: allowed to actions in any case, and reached by them",
    "  - github.com:443",
    "Egress: name servers; egress: block allows those that the machine has when the job begins",
    "  - 10.0.0.2:53 by npm",
    "Egress: in allowed-endpoints, and not needed by this job",
    "  - pypi.org:443",
  ]);
  expect(egressSection(reportOf(DID, { list: LIST }), 10_000)).toMatch(
    /^<details><summary>Egress: 1 endpoint and 1 name outside of allowed-endpoints<\/summary>\n/,
  );
});

test("a list that allows all says so, and one for a name server allows it", () => {
  const list = `${LIST} evil.example:8443 *.evil.example 10.0.0.2:53`;
  const all = reportOf(DID, { list });
  expect(egressSection(all, 10_000)).toMatch(/^<details><summary>Egress: all within allowed-endpoints</);
  expect(egressLines(all).filter((line) => line.includes("10.0.0.2"))).toEqual(["  - 10.0.0.2:53 by npm"]);
});

test("block without a list allows nothing but to actions", () => {
  expect(egressLines(reportOf(DID, { mode: "block" })).slice(0, 4)).toEqual([
    "Egress: outside of allowed-endpoints, and refused",
    "  - registry.npmjs.org at 104.16.1.34:443 by npm",
    "  - registry.npmjs.org at 104.16.2.34:443 by npm (1,200 times)",
    "  - evil.example at 203.0.113.9:8443 by curl",
  ]);
});

test("an address alone does not allow the look-up of a name that leads there", () => {
  const lines = egressLines(reportOf(DID, { list: `${LIST} 203.0.113.0/24:8443` }));
  expect(lines.slice(0, 3)).toEqual([
    "Egress: names looked up that are not in allowed-endpoints, which egress: block would refuse to look up",
    "  - evil.example by curl",
    "  - c2VjcmV0.evil.example by curl",
  ]);
});

test("what actions may reach is not the other steps'", () => {
  const lines = egressLines(
    reportOf([lookUp(CURL, "github.com"), connect(CURL, "140.82.112.3", 443, "github.com")]),
  );
  expect(lines).toEqual([
    "Egress: proposed allowed-endpoints, and who reached them",
    "  - github.com:443 by curl",
  ]);
});

test("in the scope job, what no step did is the job's, and on a machine it is the machine's", () => {
  const events = [connect(WAAGENT, "168.63.129.16", 80)];
  expect(egressLines(reportOf(events))).toEqual([]);
  expect(egressLines(reportOf(events, undefined, { coverage: WHOLE }))).toEqual([
    "Egress: proposed allowed-endpoints, and who reached them",
    "  - 168.63.129.16:80 by waagent",
  ]);
});

test("egress: off says nothing, in no form", () => {
  const off = reportOf(DID, { mode: "off" });
  expect(egressSection(off, 10_000)).toBe("");
  expect(egressLines(off)).toEqual([]);
  expect(JSON.parse(renderMatches(off))).not.toHaveProperty("egress");
});

test("of a job in which rules found something, or whose log proves nothing, no list is to be pasted", () => {
  const found = { result: "detected", rules: [ruleOutcome({}, [])] } as const;
  const detected = egressSection(reportOf(DID, undefined, { outcome: found }), 10_000);
  expect(detected).toContain("<p>A rule that fails the job matched: what it is about is among these");
  expect(detected).toContain("<li><code>evil.example:8443</code> by");
  expect(detected).not.toContain("<pre>");
  expect(detected).toContain("<summary>What the job reached: 4 endpoints</summary>");
  expect(detected.toLowerCase()).not.toContain("proposed allowed-endpoints");
  const tampered = egressSection(reportOf(DID, undefined, { tampering: [{ code: "no-job" }] }), 10_000);
  expect(tampered).toContain("<p>The log cannot be trusted, so no list is proposed to be pasted.</p>");
  expect(tampered).not.toContain("<pre>");
});

test("report.html has the same lists, and what is to be pasted by itself", () => {
  expect(egressLists(reportOf(DID.slice(2, 6)))).toEqual([
    {
      title: "Egress: proposed allowed-endpoints, and who reached them",
      sentences: ["registry.npmjs.org:443 by npm (1,201 times)"],
    },
    {
      title: "Egress: name servers; egress: block allows those that the machine has when the job begins",
      sentences: ["10.0.0.2:53 by npm"],
    },
    { title: "To paste behind allowed-endpoints: |", sentences: ["registry.npmjs.org:443"] },
  ]);
  expect(egressLists(reportOf(DID, { mode: "off" }))).toEqual([]);
});

test("matches.json has the policy, what is outside of it, and the proposed list", () => {
  expect(JSON.parse(renderMatches(reportOf(DID, { list: LIST }))).egress).toEqual({
    mode: "audit",
    allowed: ["registry.npmjs.org:443", "*.docker.io:443", "pypi.org:443"],
    outside: [
      {
        ip: "203.0.113.9",
        port: 8443,
        names: ["evil.example"],
        by: [{ program: "curl", package: "" }],
        count: 1,
      },
    ],
    outside_names: [{ name: "c2VjcmV0.evil.example", by: [{ program: "curl", package: "" }], count: 1 }],
    proposed: [
      {
        entry: "evil.example:8443",
        is_looked_up_only: false,
        by: [{ program: "curl", package: "" }],
        count: 1,
      },
      {
        entry: "c2vjcmv0.evil.example:443",
        is_looked_up_only: true,
        by: [{ program: "curl", package: "" }],
        count: 1,
      },
      {
        entry: "*.docker.io:443",
        is_looked_up_only: false,
        by: [{ program: "dockerd", package: "" }],
        count: 1,
      },
      {
        entry: "registry.npmjs.org:443",
        is_looked_up_only: false,
        by: [{ program: "npm", package: "" }],
        count: 1201,
      },
    ],
    unused: ["pypi.org:443"],
    left_out: 0,
  });
});

const FLOOD = Array.from({ length: 4000 }, (_, n) => [
  lookUp(CURL, `h${n}.${"abcdefg.".repeat(20)}example`),
  connect(CURL, `10.0.${n >> 8}.${n & 255}`, 443, `h${n}.${"abcdefg.".repeat(20)}example`),
]).flat();

const FLOODED = reportOf(FLOOD);

test.each([200_000, 120_000, 20_000, 100])(
  "a flood takes at most %i bytes of the summary, and is told",
  (room) => {
    const text = egressSection(FLOODED, room);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(room);
    expect(text.includes("There was no room for 7,232 connections and look-ups")).toBe(room > 100);
    expect(text.includes("  h0.abcdefg.")).toBe(room >= 120_000);
    expect(text.includes("The list to paste is too long for here")).toBe(room === 20_000);
    if (room === 100) expect(text).toBe("");
    expect(egressLines(FLOODED).length).toBeLessThan(40);
  },
);

test("names of a job are text, whatever is in them", () => {
  const who = { ...CURL, exec_path: `/tmp/x${HOSTILE.replaceAll("/", "")}`, argv: [HOSTILE] };
  const events = [
    lookUp(who, HOSTILE),
    lookUp(who, `x.${HOSTILE}`),
    connect(who, "203.0.113.9", 443, HOSTILE),
  ];
  const hostile = reportOf(events, { list: "a.example" });
  const section = egressSection(hostile, 100_000);
  expect(section).not.toMatch(/<(?!\/?(?:details|summary|p|ul|li|code|pre)>)/);
  expect(section.trimEnd()).not.toContain("\n\n");
  for (const line of egressLines(hostile)) expect(line).toMatch(/^(?:Egress: | {2}[-…] )/);
  expect(renderSummary(hostile)).toContain(section);
});
