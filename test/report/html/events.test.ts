import { expect, test } from "vitest";
import type { Event } from "../../../src/events/event.ts";
import { EVENT_KIND_NAMES } from "../../../src/kinds/index.ts";
import type { PageJob } from "../../../src/page/job.ts";
import { readJob } from "../../../src/page/job.ts";
import { NO_ACTIVITY, type StepActivity } from "../../../src/report/activity.ts";
import { htmlDocument } from "../../../src/report/html/document.ts";
import { HtmlEvents } from "../../../src/report/html/events.ts";
import { describe } from "../../../src/report/phrase.ts";
import type { ReportParts } from "../../../src/report/report.ts";
import { visible } from "../../../src/report/visible.ts";
import { randomEvents } from "../../cel/random-events.ts";
import { random } from "../../random.ts";
import { CURL_EXEC, event, HOSTILE, NPMRC_READ, report, ruleOutcome } from "../reports.ts";

/** The document of a job, as text and as the page reads it. */
async function made(
  events: readonly Event[],
  parts: Partial<ReportParts> = {},
  limit?: number,
): Promise<{ text: string; job: PageJob }> {
  const html = new HtmlEvents(limit);
  for (const each of events) html.add(each);
  const text = [...htmlDocument("<!-- data -->", report(parts), html)].join("");
  const data =
    /^<script type="text\/plain" id="data">\n([A-Za-z0-9+/= \n]*)<\/script>$/.exec(text)?.[1] ?? "";
  return { text, job: await readJob(data) };
}

/** An event of a file, at a place of it. */
function placed(json: object, index: number): Event {
  return { ...event(json), index };
}

const CONNECT = {
  event_type: "network_connect",
  time: "2026-11-24T22:56:12.001Z",
  process: {
    exec_path: "/usr/bin/curl",
    argv: ["curl"],
    pid: 9,
    package: "left-pad",
    step: "/tmp/_temp/a.sh",
  },
  payload: {
    remote_ip: "203.0.113.9",
    remote_port: 443,
    protocol: "tcp",
    family: "ipv4",
    remote_domains: ["evil.example"],
  },
  tags: ["truncated", "unresolved"],
};

test("the page has of each event what was written of it, in the order of the job", async () => {
  const events = [CURL_EXEC, NPMRC_READ, CONNECT, NPMRC_READ].map(placed);
  const { job } = await made(events);
  expect(job.size).toBe(4);
  expect([0, 1, 2, 3].map((place) => job.kind(place))).toEqual([
    "process_exec",
    "file_open",
    "network_connect",
    "file_open",
  ]);
  expect(job.sentence(1)).toEqual([
    { kind: "words", text: "opened" },
    { kind: "data", text: "/home/runner/.npmrc" },
    { kind: "words", text: "for reading (flags 0)" },
  ]);
  expect([...job.times].map((time) => new Date(time).toISOString())).toEqual([
    "2026-11-24T22:56:13.000Z",
    "2026-11-24T22:56:12.123Z",
    "2026-11-24T22:56:12.001Z",
    "2026-11-24T22:56:12.123Z",
  ]);
  expect([job.host(2), job.host(0), job.tags(2), job.tags(1), job.count(0)]).toEqual([
    "evil.example",
    "",
    "truncated unresolved",
    "",
    3,
  ]);
  const process = job.process(2);
  expect([job.pid(process), job.path(process), job.package(process), job.step(process)]).toEqual([
    9,
    "/usr/bin/curl",
    "left-pad",
    "a.sh",
  ]);
  // The same process is told once, below those that it came from.
  expect(job.process(3)).toBe(job.process(1));
  expect(job.lineage(job.process(1)).map((each) => job.line(each))).toEqual([
    "/usr/bin/cat /home/runner/.npmrc",
    "/usr/bin/bash -c 'cat ~/.npmrc'",
    "/usr/bin/npm install",
    "/home/runner/bin/Runner.Worker",
  ]);
});

test("steps and packages are called what people call them, and processes say when they started", async () => {
  const installing = {
    ...NPMRC_READ,
    process: {
      exec_path: "/usr/bin/node",
      argv: ["node", "setup.js"],
      pid: 7,
      start_time: "2026-11-24T22:56:11.500Z",
      cwd: "/w/node_modules/left-pad",
      package: "left-pad",
      step: "/w/_temp/a.sh",
      ancestors: [
        {
          exec_path: "/usr/bin/sh",
          argv: ["sh", "-c", "node setup.js"],
          pid: 6,
          cwd: "/w/node_modules/left-pad",
        },
        { exec_path: "/usr/bin/npm", argv: ["npm", "ci"], pid: 5, cwd: "/w", tool: "npm", verb: "ci" },
      ],
    },
  };
  const step: StepActivity = {
    path: "/w/_temp/a.sh",
    action: "",
    line: "npm ci",
    firstCommand: "",
    timeNs: undefined,
    events: 1,
    programs: [],
    hosts: [],
    names: [],
    files: [],
    packages: [{ title: "left-pad 1.3.0", folder: "/w/node_modules/left-pad", installer: "npm", count: 1 }],
    leftOut: { programs: 0, hosts: 0, names: 0, files: 0, packages: 0 },
  };
  const { job } = await made([placed(installing, 0)], { activity: { ...NO_ACTIVITY, steps: [step] } });
  const process = job.process(0);
  expect([job.step(process), job.package(process)]).toEqual(["npm ci", "left-pad 1.3.0"]);
  expect(new Date(job.started(process)).toISOString()).toBe("2026-11-24T22:56:11.500Z");
  expect(job.lineage(process).map((each) => job.pid(each))).toEqual([7, 6, 5]);
  expect(job.started(job.parent(process))).toBe(Number.NaN);
});

test("events of every kind are read back as they are told elsewhere", async () => {
  for (const [seed, kind] of EVENT_KIND_NAMES.entries()) {
    const events = randomEvents(random(seed), kind, 200);
    const { job } = await made(events);
    expect(job.size).toBe(200);
    for (const [place, each] of events.entries()) {
      const told = describe(each).flatMap(({ kind, text }) =>
        kind === "words" && text.trim() === "" ? [] : [{ kind, text: visible(text, 1000) }],
      );
      expect(job.sentence(place).filter(({ kind }) => kind === "data")).toEqual(
        told.filter(({ kind }) => kind === "data"),
      );
      const joined = (pieces: readonly { text: string }[]): string =>
        pieces.map(({ text }) => text).join(" ");
      expect(joined(job.sentence(place))).toBe(joined(told));
      const own = job.process(place);
      expect(job.pid(own)).toBe(each.process.pid);
      expect(job.lineage(own).map((process) => job.path(process))).toEqual(
        [each.process, ...each.process.ancestors].map(({ exec_path }) => visible(exec_path.raw, 400)),
      );
    }
  }
});

test("matches are there with their rules and what was counted, and an event is there once", async () => {
  const [read, exec] = [placed(NPMRC_READ, 0), placed(CURL_EXEC, 1)];
  const { job } = await made([read, exec], {
    outcome: {
      result: "detected",
      rules: [
        ruleOutcome({ ruleId: "noted", action: "collect" }, [exec]),
        ruleOutcome({ description: "What:\n  it is read." }, [read], 7),
        ruleOutcome({ ruleId: "too" }, [read]),
      ],
    },
  });
  expect(job.size).toBe(2);
  // Those that fail the job come first.
  expect(job.report.rules.map(({ name, total, description }) => [name, total, description])).toEqual([
    ["acme/credentials/npmrc_read", 7, "What: it is read."],
    ["acme/credentials/too", 1, ""],
    ["acme/credentials/noted", 1, ""],
  ]);
  expect([...job.rulesOf]).toEqual([
    [0, [0, 1]],
    [1, [2]],
  ]);
  const [match] = job.matchesOf[0] ?? [];
  expect(match).toMatchObject({ event: 0, groups: [], modifier: { reason: "", count: 1 } });
  expect(match?.modifier?.lines[0]).toBe("rule_modifiers:");
  expect(job.report.facts).toBe(
    "cat opened /home/runner/.npmrc for reading (flags 0) (npmrc_read and 1 more rule).",
  );
  expect(job.report.notes.map(({ title }) => title)).toEqual(["What to do next"]);
  expect(job.report.notes[0]?.lines.at(-1)).toBe(
    "If all of this is as it should be: below the matches stand modifiers that you can paste into a rule file.",
  );
});

test("whatever a job calls things, the file has nothing of it but base64, and the page sees it made visible", async () => {
  const hostile = `</script><script>alert(1)</script>${HOSTILE}\0\ud800 <!-- -->${"x".repeat(5000)}`;
  const bad = {
    ...NPMRC_READ,
    process: {
      exec_path: hostile,
      argv: [hostile, hostile],
      package: hostile,
      step: hostile,
      action: hostile,
    },
    payload: { ...NPMRC_READ.payload, path: hostile },
    tags: [hostile],
  };
  const events = [
    placed(bad, 0),
    placed({ ...CONNECT, payload: { ...CONNECT.payload, remote_domains: [hostile] } }, 1),
  ];
  const { text, job } = await made(events, {
    outcome: {
      result: "detected",
      rules: [
        ruleOutcome(
          { ruleId: hostile, name: hostile, description: hostile, tags: { [hostile]: hostile } },
          events,
        ),
      ],
    },
    warnings: [{ kind: "w", message: hostile }],
  });
  expect(text.match(/<[/a-z!]+/gi)).toEqual(["<script", "</script"]);
  const seen = [
    job.report.facts,
    ...job.strings,
    ...job.report.rules.flatMap(({ name, title, description, tags }) => [name, title, description, ...tags]),
    ...job.report.notes.flatMap(({ lines }) => lines),
    ...job
      .lineage(job.process(0))
      .flatMap((each) => [job.line(each), job.path(each), job.step(each), job.package(each)]),
  ];
  for (const each of seen) {
    // Where words end and data stand, there is a tab of ours.
    expect(each.replaceAll("\t", "")).not.toMatch(/[\p{Cc}\p{Cs}\u202e\u200b]/u);
    expect(each.length).toBeLessThan(5000);
  }
  expect(job.host(1)).toContain("\\u{202e}abc\\u{200b} \\xff\\x07\\x00\\u{d800}");
});

test("where there is no room the latest of what matters least is left out, which is told; matches never", async () => {
  const source = random(1);
  const word = (): string => Array.from({ length: 300 }, () => source.below(36).toString(36)).join("");
  const opened = (index: number, is_write: boolean): Event =>
    placed(
      {
        ...NPMRC_READ,
        time: `2026-11-24T22:56:${String(Math.floor(index / 100)).padStart(2, "0")}Z`,
        payload: { path: `/${word()}`, is_read: !is_write, is_write, flags: 0 },
      },
      index,
    );
  const events = Array.from({ length: 4000 }, (_, index) => opened(index, index % 4 === 0));
  const last = placed(CURL_EXEC, 4000);
  const match = events.findLast(({ payload }) => "is_read" in payload && payload.is_read);
  if (match === undefined) throw new Error("there is none");
  const outcome = { result: "detected" as const, rules: [ruleOutcome({}, [match])] };
  const { text, job } = await made([...events, last], { outcome }, 500_000);
  expect(text.length).toBeLessThan((500_000 * 4) / 3 + 100_000);
  const kept = Array.from({ length: job.size }, (_, place) => job.index(place));
  const [reads, writes] = [kept.filter((n) => n % 4 !== 0), kept.filter((n) => n % 4 === 0)];
  // All that were written, and of those that were read the first, and the one that matched.
  expect(writes).toEqual([...Array.from({ length: 1000 }, (_, n) => n * 4), 4000]);
  expect(reads.length).toBeGreaterThan(500);
  expect(reads.slice(0, -1)).toEqual(
    Array.from({ length: 3000 }, (_, n) => n + 1 + Math.floor(n / 3)).slice(0, reads.length - 1),
  );
  expect(reads.at(-1)).toBe(match.index);
  const first = events.find(
    ({ index, payload }) => index > (reads.at(-2) ?? 0) && "is_read" in payload && payload.is_read,
  );
  const [note] = job.report.notes.filter(({ title }) => title === "Not on this page");
  expect(note?.lines).toEqual([
    `${(3000 - reads.length + 1).toLocaleString("en")} events (files that were opened, but not for writing) are left out of this page for its size, the first of them at 22:56:${String(Math.floor((first?.index ?? 0) / 100)).padStart(2, "0")}.000Z. The event log has them.`,
  ]);
});

test("a lineage that is told without its middle says so", async () => {
  const ancestors = Array.from({ length: 128 }, (_, n) => ({ exec_path: `/bin/p${n}`, argv: [] }));
  const deep = { ...NPMRC_READ, process: { ...NPMRC_READ.process, ancestors, ancestors_left_out: 12 } };
  const { job } = await made([placed(deep, 0)]);
  const lines = job.lineage(job.process(0)).map((each) => job.line(each));
  expect(lines.slice(64, 67)).toEqual(["/bin/p63", "… 12 more programs …", "/bin/p64"]);
  expect(lines).toHaveLength(130);
});

test("times that no calendar has, and that are not known, are not known", async () => {
  const { time: _, ...timeless } = NPMRC_READ;
  const far = { ...placed(NPMRC_READ, 1), timeNs: 2n ** 100n } as Event;
  const { job } = await made([placed(timeless, 0), far, placed(NPMRC_READ, 2)]);
  expect([...job.times]).toEqual([Number.NaN, Number.NaN, Date.parse("2026-11-24T22:56:12.123Z")]);
});

test("a job without events has a page too", async () => {
  const { job } = await made([]);
  expect([job.size, job.processCount, job.report.headline]).toEqual([0, 0, "✅ Runwarden: passed"]);
});

test("a page without a place for data is a defect", () => {
  expect(() => [...htmlDocument("<html>", report({}), new HtmlEvents())]).toThrow("no place for data");
});
