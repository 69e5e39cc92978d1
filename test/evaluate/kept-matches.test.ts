import { expect, test } from "vitest";
import { KeptMatches, type MatchRoom, MatchRooms } from "../../src/evaluate/kept-matches.ts";
import type { Event } from "../../src/events/event.ts";
import { JsonEventReader } from "../../src/events/json.ts";

const reader = new JsonEventReader();

function read(exec_path: string, more: object = {}, argv: readonly string[] = ["x"]): Event {
  return reader.event({
    event_type: "file_open",
    process: { exec_path, argv, pid: 7, ...more },
    payload: { path: "/h/.npmrc", is_read: true, is_write: false, flags: 0 },
  });
}

const DETECT = { action: "detect" } as const;
const COLLECT = { action: "collect" } as const;

/** Of a rule alone: three quarters of the budget, in two halves. */
function roomOf(budget?: number): MatchRoom {
  return new MatchRooms([DETECT], budget).of(DETECT);
}

/** The places of the matches that are kept of some. */
function kept(events: readonly Event[], limit: number, room = roomOf()): number[] {
  const matches = new KeptMatches(limit, room);
  for (const event of events) matches.add(event, []);
  return matches.list().map(({ event }) => events.indexOf(event));
}

test("decoys hide nobody who comes behind them: another package, step or program is kept, and the last match", () => {
  const decoys = [0, 1, 2, 3].map(() => read("/bin/decoy"));
  const others = [
    read("/bin/attack"),
    read("/bin/decoy", { package: "bad" }),
    read("/bin/decoy", { step: "/w/2.sh" }),
    read("/bin/attack"),
    read("/bin/decoy"),
    read("/bin/decoy"),
  ];
  expect(kept([...decoys, ...others], 3)).toEqual([0, 1, 2, 4, 5, 6, 9]);
});

test("the last match is told once, also where it is the first of somebody", () => {
  expect(kept([read("/bin/a"), read("/bin/b")], 1)).toEqual([0, 1]);
  expect(kept([read("/bin/a")], 1)).toEqual([0]);
});

test("who has many names is kept 32 times beside the first, and the last time", () => {
  const events = Array.from({ length: 100 }, (_, n) => read(`/bin/${n}`));
  const places = kept(events, 10);
  expect([places.length, places.at(-2), places.at(-1)]).toEqual([43, 41, 99]);
});

/** 20 matches, each by another program, of nearly 5,000 bytes. */
function many(name: string): Event[] {
  return Array.from({ length: 20 }, (_, n) => read(`/bin/${name}${n}`, {}, ["x".repeat(2000)]));
}

test("the room for others is in bytes, and arguments count; the last match is kept without it", () => {
  expect(kept(many("x"), 1, roomOf(27_000))).toEqual([0, 1, 2, 3, 4, 19]);
  expect(kept([read("/bin/a"), read("/bin/b"), read("/bin/c")], 1, roomOf(100))).toEqual([0, 2]);
});

test("a rule that is true again and again takes what rules have together, and leaves each its share", () => {
  const rooms = new MatchRooms([DETECT, DETECT, DETECT], 80_000);
  const places = ["noisy", "late", "last"].map((name) => kept(many(name), 1, rooms.of(DETECT)));
  expect(places).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 19],
    [0, 1, 2, 19],
    [0, 1, 2, 19],
  ]);
});

test("a match that is too large keeps out none that is not, but for one of which hundreds were before", () => {
  const large = (n: number) =>
    Array.from({ length: n }, (_, at) => read(`/bin/${at}`, {}, ["x".repeat(9000)]));
  expect(kept([...large(256), read("/bin/attack"), read("/bin/last")], 1, roomOf(27_000))).toEqual([
    0, 256, 257,
  ]);
  expect(kept([...large(257), read("/bin/attack"), read("/bin/last")], 1, roomOf(27_000))).toEqual([0, 258]);
});

test("rules that fail no job take no room of those that do, however many they are", () => {
  const collecting = Array.from({ length: 50 }, () => COLLECT);
  const rooms = new MatchRooms([...collecting, DETECT], 80_000);
  const others = collecting.map((rule, n) => kept(many(`${n}-`), 1, rooms.of(rule)).length - 2);
  expect(others.reduce((sum, each) => sum + each, 0)).toBe(2);
  expect(kept(many("attack"), 1, rooms.of(DETECT)).length).toBe(14);
});

test("a process that an event is about takes room with its lineage", () => {
  const access = (exec_path: string, length: number) =>
    reader.event({
      event_type: "process_access",
      process: { exec_path, argv: ["x"], pid: 7 },
      payload: {
        access: "memory",
        target: {
          exec_path: "/bin/t",
          argv: ["t"],
          ancestors: [{ exec_path: "/bin/u", argv: ["u".repeat(length)] }],
        },
      },
    });
  const events = (length: number) => ["/a", "/b", "/c"].map((path) => access(path, length));
  expect(kept(events(10), 1, roomOf(5000))).toEqual([0, 1, 2]);
  expect(kept(events(4000), 1, roomOf(5000))).toEqual([0, 2]);
});
