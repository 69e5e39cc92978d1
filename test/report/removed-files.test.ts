import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { eventToJson } from "../../src/events/json.ts";
import { RemovedFiles } from "../../src/report/removed-files.ts";
import { event } from "./reports.ts";

const process = { exec_path: "/bin/sh", argv: ["sh"], pid: 7 };
const open = (path: string) =>
  event({
    event_type: "file_open",
    process,
    payload: { path, is_read: false, is_write: true, flags: 0o1101 },
  });
const remove = (path: string) =>
  event({ event_type: "file_remove", process, payload: { path, is_folder: false } });
const move = (from_path: string, to_path: string) =>
  event({ event_type: "file_move", process, payload: { from_path, to_path } });

/** The paths that are gone, where a rule has matched some of the events. */
function removed(events: readonly Event[], isMatch: (event: Event) => boolean): string[] {
  const files = new RemovedFiles();
  for (const each of events) {
    files.add(each);
    if (isMatch(each)) files.watch(each);
  }
  return [...files.paths];
}

const isOpen = ({ kind }: Event): boolean => kind === "file_open";

test("a file that a rule has matched is gone when it, or the folder that it is in, is removed or moved", () => {
  const events = [open("/h/a"), open("/h/b"), open("/h/d/c"), open("/h/dd"), open("/h/e")];
  const later = [remove("/h/a"), move("/h/b", "/x"), move("/h/d", "/y"), remove("/h/other")];
  expect(removed([...events, ...later], isOpen)).toEqual(["/h/a", "/h/b", "/h/d/c"]);
});

test("what is made again is not gone, and neither is what was removed before, or by no rule's event", () => {
  expect(removed([open("/h/a"), remove("/h/a"), open("/h/a")], isOpen)).toEqual([]);
  expect(removed([remove("/h/a"), open("/h/a")], isOpen)).toEqual([]);
  expect(removed([open("/h/a"), remove("/h/a")], () => false)).toEqual([]);
});

test("what comes back with its folder, or is written again by somebody no rule is about, is there", () => {
  const isFirst = ({ index }: Event): boolean => index === 0;
  const first = { ...open("/h/d/a"), index: 0 };
  const others = (...events: readonly Event[]) => events.map((each) => ({ ...each, index: 1 }));
  expect(removed([first, ...others(move("/h/d", "/x"), move("/x", "/h/d"))], isFirst)).toEqual([]);
  expect(removed([first, ...others(remove("/h/d/a"), open("/h/d/a"))], isFirst)).toEqual([]);
  expect(removed([first, ...others(remove("/h/d/a"), open("/h/d/b"))], isFirst)).toEqual(["/h/d/a"]);
});

test("what moves onto a file that a rule is about is looked out for by its new name", () => {
  const events = [move("/tmp/x", "/h/a"), remove("/h/a")];
  expect(removed(events, ({ kind }) => kind === "file_move")).toEqual(["/h/a"]);
});

test("a job that writes without end is looked at as far as there is room, in number and in length", () => {
  const many = Array.from({ length: 1500 }, (_, n) => `/h/${n}`);
  expect(removed([...many.map(open), ...many.map(remove)], isOpen).length).toBe(1000);
  const long = Array.from({ length: 100 }, (_, n) => `/h/${n}/${"x".repeat(4000)}`);
  const kept = removed([...long.map(open), ...long.map(remove)], isOpen);
  expect(kept.length).toBe(65);
});

/** The same event by a process below others, the newest first. */
const by = (each: Event, ...above: readonly object[]): Event => {
  const { event_type, payload } = { event_type: each.kind, payload: eventToJson(each).payload };
  return event({ event_type, process: { ...process, ancestors: above }, payload });
};
const SYSTEMD = { exec_path: "/usr/lib/systemd/systemd", argv: ["init"], pid: 1 };
const WORKER = { exec_path: "/r/bin/Runner.Worker", argv: ["Runner.Worker"], pid: 200 };
const SHIM = { exec_path: "/usr/bin/containerd-shim-runc-v2", argv: ["shim"], pid: 900 };

test("what a container removes at the same path is its own file", () => {
  const events = [by(open("/tmp/a"), WORKER, SYSTEMD), by(open("/tmp/b"), WORKER, SYSTEMD)];
  const later = [by(remove("/tmp/a"), SHIM, SYSTEMD), by(move("/tmp", "/x"), SHIM, SYSTEMD)];
  expect(removed([...events, ...later], isOpen)).toEqual([]);
  expect(removed([...events, ...later, by(remove("/tmp/a"), WORKER, SYSTEMD)], isOpen)).toEqual(["/tmp/a"]);
});

test("of a path that the job and a container have changed it is not known whose is gone", () => {
  const events = [by(open("/tmp/a"), WORKER, SYSTEMD), by(open("/tmp/a"), SHIM, SYSTEMD)];
  expect(removed([...events, by(remove("/tmp/a"), WORKER, SYSTEMD)], isOpen)).toEqual([]);
});

test("when the job has mounted something, in a namespace of its own or not, nothing is said to be gone after that", () => {
  const mount = (target_path: string, ...above: readonly object[]) =>
    event({
      event_type: "mount",
      process: { ...process, ancestors: above },
      payload: { source_path: "tmpfs", target_path, fs_type: "tmpfs", is_bind: false },
    });
  const [a, b] = [by(open("/h/a"), WORKER, SYSTEMD), by(open("/h/b"), WORKER, SYSTEMD)];
  const [noA, noB] = [by(remove("/h/a"), WORKER, SYSTEMD), by(remove("/h/b"), WORKER, SYSTEMD)];
  expect(removed([a, b, noA, mount("/x", WORKER, SYSTEMD), noB], isOpen)).toEqual(["/h/a"]);
  expect(removed([mount("/x", WORKER, SYSTEMD), a, noA], isOpen)).toEqual([]);
  // What others mount matters where it lies over the file.
  expect(removed([a, mount("/x", SHIM, SYSTEMD), noA], isOpen)).toEqual(["/h/a"]);
  expect(removed([a, mount("/h", SHIM, SYSTEMD), noA], isOpen)).toEqual([]);
  expect(removed([a, mount("/", SHIM, SYSTEMD), noA], isOpen)).toEqual([]);
});

test("where more mount than are told apart, nothing is said to be gone", () => {
  const mounts = Array.from({ length: 1000 }, (_, n) =>
    event({
      event_type: "mount",
      process: { ...process, ancestors: [{ exec_path: `/bin/${n}`, argv: [], pid: n + 2 }, SYSTEMD] },
      payload: { source_path: "tmpfs", target_path: "/x", fs_type: "tmpfs", is_bind: false },
    }),
  );
  const did = [by(open("/h/a"), WORKER), by(remove("/h/a"), WORKER)];
  expect(removed([...mounts.slice(1), ...did], isOpen)).toEqual(["/h/a"]);
  expect(removed([...mounts, ...did], isOpen)).toEqual([]);
});
