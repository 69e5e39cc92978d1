import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { EventMasker } from "../../src/events/event-masker.ts";
import { eventToJson, JsonEventReader } from "../../src/events/json.ts";
import { Masker } from "../../src/mask/masker.ts";

const masker = new EventMasker(new Masker());

function event(json: object): Event {
  return new JsonEventReader().event(json);
}

const CURL = { exec_path: "/usr/bin/curl", argv: ["curl", "-u", "me:hunter22", "https://x.io/?token=abc"] };
const CURL_SHOWN = {
  exec_path: "/usr/bin/curl",
  argv: ["curl", "-u", "me:***", "https://x.io/?token=***"],
};
const SHELL = { exec_path: "/bin/sh", argv: ["sh", "-c", "curl -u me:hunter22 https://x.io/"] };
const SHELL_SHOWN = { exec_path: "/bin/sh", tool: "sh", argv: ["sh", "-c", "curl -u me:*** https://x.io/"] };

test("all that an event tells is shown without its secrets, and the event itself stays as it is", () => {
  const given = event({
    event_type: "http_request",
    time: "2026-01-02T03:04:05Z",
    process: { pid: 7, ...CURL, cwd: "/x/ghp_0123456789abc", ancestors: [SHELL, SHELL] },
    payload: { method: "GET", path: "/?token=abc", host: "x.io", source: "cleartext" },
    tags: ["a"],
    count: 3,
  });
  const before = JSON.stringify(eventToJson(given));
  expect(eventToJson(masker.event(given))).toEqual({
    event_type: "http_request",
    time: "2026-01-02T03:04:05.000000000Z",
    process: { pid: 7, ...CURL_SHOWN, cwd: "/x/ghp_***", ancestors: [SHELL_SHOWN, SHELL_SHOWN] },
    payload: { method: "GET", path: "/?token=***", host: "x.io", source: "cleartext" },
    tags: ["a"],
    count: 3,
  });
  expect(JSON.stringify(eventToJson(given))).toBe(before);
});

test("a process that an event is about, and lists, are masked too", () => {
  const accessed = event({
    event_type: "process_access",
    process: { exec_path: "/x" },
    payload: { target: { pid: 8, ...CURL, ancestors: [SHELL] }, access: "memory" },
  });
  expect(eventToJson(masker.event(accessed)).payload).toEqual({
    target: { pid: 8, ...CURL_SHOWN, ancestors: [SHELL_SHOWN] },
    access: "memory",
  });
  const opened = event({
    event_type: "file_open",
    process: { exec_path: "/x" },
    payload: { path: "/a", origin_paths: ["/b", "/c/token=abc"] },
  });
  expect(eventToJson(masker.event(opened)).payload).toMatchObject({ origin_paths: ["/b", "/c/token=***"] });
});

test("what has nothing secret is the same text, the same list and the same payload", () => {
  const given = event({
    event_type: "file_open",
    process: { exec_path: "/bin/cat", argv: ["cat", "/a"] },
    payload: { path: "/a", is_read: true },
  });
  const shown = masker.event(given);
  expect(shown.payload).toBe(given.payload);
  expect(shown.process.argv).toBe(given.process.argv);
  expect(shown.process.exec_path).toBe(given.process.exec_path);
});

test("a process is one object in all of its events, so that others can tell it by that", () => {
  const given = event({ event_type: "file_remove", process: CURL, payload: { path: "/a" } });
  expect(masker.event(given).process).toBe(masker.event({ ...given, index: 5 }).process);
});

test("what lies between an ancestor and the process is masked as the ancestors are", () => {
  const given = event({ event_type: "file_remove", process: { ancestors: [CURL, SHELL] }, payload: {} });
  const [, shell] = masker.event(given).process.ancestors;
  expect(shell?.descendants.map(({ argv }) => argv.map(({ raw }) => raw))).toEqual([CURL_SHOWN.argv]);
});

test.each([
  [
    ["mysql", "--password", "hun…", "…r22", "shop"],
    ["mysql", "--password", "***", "***", "shop"],
  ],
  [
    ["mysql", "-phun…", "…r22", "shop"],
    ["mysql", "-p***", "***", "shop"],
  ],
  [
    ["mysql", "--password", "…r22", "shop"],
    ["mysql", "--password", "***", "shop"],
  ],
  [
    ["ld", "-o", "a.o…", "…b.o", "c.o"],
    ["ld", "-o", "a.o…", "…b.o", "c.o"],
  ],
  [
    ["mysql", "--password", "…", "shop"],
    ["mysql", "--password", "…", "shop"],
  ],
])(
  "of arguments that are cut, %j is shown as %j: what goes on behind the gap is of the same secret",
  (argv, shown) => {
    const given = event({ event_type: "file_remove", process: { argv, is_argv_cut: true }, payload: {} });
    expect(masker.event(given).process.argv.map(({ raw }) => raw)).toEqual(shown);
  },
);
