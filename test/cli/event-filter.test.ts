import { expect, test } from "vitest";
import { type EventsAsked, eventFilter } from "../../src/cli/event-filter.ts";
import { Glob } from "../../src/cli/glob.ts";
import { parseMoment } from "../../src/cli/moment.ts";
import type { Event } from "../../src/events/event.ts";
import { readLog } from "../../src/events/read-log.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText, walk } from "../log/log-bytes.ts";
import { event } from "../report/reports.ts";

const ALL: EventsAsked = {
  kinds: [],
  under: undefined,
  step: undefined,
  paths: [],
  since: undefined,
  until: undefined,
};

function places(events: readonly Event[], asked: Partial<EventsAsked>): number[] {
  const isAsked = eventFilter({ ...ALL, ...asked });
  return events.flatMap((each, place) => (isAsked(each) ? [place] : []));
}

const EVENTS = [
  {
    event_type: "file_open",
    time: "2026-11-24T23:59:58.5Z",
    process: { exec_path: "/bin/cat", step: "/w/_temp/1ee9dd1a.sh" },
    payload: { path: "/home/r/.npmrc", is_read: true },
  },
  {
    event_type: "process_exec",
    time: "2026-11-24T23:59:59.25Z",
    process: { exec_path: "/usr/bin/node", file_path: "/opt/node/bin/node", action: "actions/checkout@v4" },
  },
  {
    event_type: "file_move",
    time: "2026-11-25T00:00:00Z",
    payload: { from_path: "/a", to_path: "/b/.npmrc" },
  },
  { event_type: "file_open", payload: { path: "/x", origin_paths: ["/home/r/.npmrc"] } },
  { event_type: "domain", time: "2026-11-25T00:00:01Z", payload: { domain: ".npmrc" } },
].map(event);

const at = (text: string) => ({ since: parseMoment(text), until: parseMoment(text) });

test.each<[string, Partial<EventsAsked>, number[]]>([
  ["nothing", {}, [0, 1, 2, 3, 4]],
  ["one kind", { kinds: ["domain"] }, [4]],
  ["two kinds", { kinds: ["domain", "file_move"] }, [2, 4]],
  ["a path, of any field, and as it was before", { paths: [new Glob(".npmrc")] }, [0, 2, 3]],
  ["the executed file, by both of its paths", { paths: [new Glob("/opt/**")] }, [1]],
  ["one of two paths", { paths: [new Glob("/a"), new Glob("/usr/bin/node")] }, [1, 2]],
  ["an action", { step: "actions/checkout" }, [1]],
  ["a script", { step: "1ee9dd1a" }, [0]],
  ["a time", { since: parseMoment("2026-11-25T00:00:00Z") }, [2, 4]],
  ["an end, with all of its second", { until: parseMoment("2026-11-24T23:59:58Z") }, [0]],
  ["a time of the first day", at("23:59:59"), [1]],
  [
    "all at once",
    { kinds: ["file_open"], paths: [new Glob(".npmrc")], since: parseMoment("2026-11-24T00:00Z") },
    [0],
  ],
])("asked for %s", (_what, asked, expected) => {
  expect(places(EVENTS, asked)).toEqual(expected);
});

test("below a process are its own events, and those of all that it and its children started", async () => {
  const events: Event[] = [];
  const process = (pid: number) => ({ pid, startNs: pid * 1e7 });
  const fork = (parent: number, child: number) =>
    record("process_fork", { ...process(parent), fixed: { child_pid: child, child_start_ns: child * 1e7 } });
  const open = (pid: number) => record("file_open", { ...process(pid), strings: { path: walk("/x") } });
  const records = [fork(10, 11), fork(11, 12), fork(10, 13), open(10), open(11), open(12), open(13)];
  await readLog(
    [
      log(
        [START, startText()],
        [JOB, "{}"],
        [RECORDS, Buffer.concat(records)],
        [TRAILER, trailerText({ process_fork: 3, file_open: 4 })],
      ),
    ],
    { onEvent: (each) => events.push(each) },
  );
  expect(places(events, { under: 10 })).toEqual([0, 1, 2, 3]);
  expect(places(events, { under: 11 })).toEqual([1, 2]);
  expect(places(events, { under: 12 })).toEqual([2]);
  expect(places(events, { under: 9 })).toEqual([]);
});
