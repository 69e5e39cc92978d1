import { writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { capture, temporaryFolder, trigger } from "./capture.ts";
import { ask } from "./guest.ts";

/** On arm64, programs that refuse can be attached where those of fentry can. */
const PROTECTION = { fentry: "on", tracepoint: "unsupported" } as const;

/** The collector that watches the test is the one that is to be harmed. */
const SCRIPT = `
  PATH=/guest/bin; started=$(cat /guest/answer/start)
  field() { echo "$started" | sed "s/.*\\"$1\\":\\"*\\([^,\\"]*\\).*/\\1/"; }
  exec "$1" "$2" "$(field pid)" "$(field directory)"
`;

function argsOf(what: "refused" | "harmless"): string[] {
  return ["-c", SCRIPT, "sh", trigger("protect"), what];
}

function tamperings(events: readonly Event[]): string[] {
  return events.flatMap(({ kind, payload }) => {
    if (kind !== "guard_tamper") return [];
    const { act, target, number, is_denied } = payload;
    // The folder is called otherwise each time.
    const name = /^\w{6}$/.test(target.raw) && act.raw !== "kexec" ? "FOLDER" : target.raw;
    return [`${is_denied ? "" : "done: "}${act.raw} ${name} ${number}`];
  });
}

function accesses(events: readonly Event[]): string[] {
  return events.flatMap(({ kind, payload }) =>
    kind === "process_access" ? [`${payload.is_denied ? "" : "done: "}${payload.access.raw}`] : [],
  );
}

test("what would harm the guard is refused on this kernel, to root too, and told", async () => {
  const { source } = inject("guest");
  if (PROTECTION[source as keyof typeof PROTECTION] !== "on") return;
  const { events, summary } = await capture("/bin/sh", argsOf("refused"), "on");
  expect(summary.start.protection).toBe("on");
  expect(summary.start.missing_programs).toEqual([]);
  expect(summary.coverage.faults).toEqual([]);
  expect(tamperings(events)).toEqual([
    "signal collector 9",
    "signal collector 19",
    "signal collector 15",
    "signal collector 2",
    "signal collector 15",
    "signal collector 9",
    "trace collector 0",
    "trace collector 0",
    "memory collector 0",
    "memory collector 0",
    "descriptor collector 0",
    "memory collector 0",
    "memory collector 0",
    "open oom_score_adj 0",
    "descriptor collector 0",
    "limit collector 0",
    "limit collector 0",
    "limit collector 0",
    "limit collector 0",
    "open events.log 0",
    "file_changed events.log 0",
    "file_changed events.log 0",
    "open collector 0",
    "open foreign 0",
    "file_changed foreign 0",
    "file_changed foreign 0",
    "file_changed foreign 0",
    "link events.log 0",
    "remove events.log 0",
    "file_changed events.log 0",
    "file_changed FOLDER 0",
    "move events.log 0",
    "move FOLDER 0",
    "move lib 0",
    "mount FOLDER 0",
    "mount FOLDER 0",
    "mount runwarden 0",
    "sysrq sysrq-trigger 0",
    "kexec none 0",
  ]);
  expect(accesses(events)).toEqual([
    "attach",
    "read_memory",
    "write_memory",
    "descriptor",
    "memory",
    "environment",
    "maps",
    "descriptors",
  ]);
}, 250_000);

test("who looks, debugs what is his own, and works beside the guard is not refused, and not accused", async () => {
  const { source } = inject("guest");
  const { events, summary } = await capture("/bin/sh", argsOf("harmless"), "on");
  expect(summary.start.protection).toBe(PROTECTION[source as keyof typeof PROTECTION]);
  expect(summary.coverage.faults).toEqual([]);
  expect(tamperings(events)).toEqual([]);
  expect(new Set(accesses(events).filter((access) => !access.startsWith("done: ")))).toEqual(new Set());
}, 250_000);

test.each([
  ["job", []],
  // As on GitHub's own runners.
  ["machine", ["machine"]],
])(
  "in the scope of the %s, the guard, the worker and the post step are out of a step's reach, and nothing stays",
  async (_, scope) => {
    const guest = inject("guest");
    if (PROTECTION[guest.source as keyof typeof PROTECTION] !== "on") return;
    const folder = temporaryFolder();
    writeFileSync(`${folder}/judge.mjs`, "");
    const args = [
      "protect",
      ...scope,
      "/guest/collector",
      trigger("protect"),
      folder,
      "exit_group",
      "status-1",
    ];
    const answer = await ask(guest, trigger("gate_job"), args, [folder]);
    expect(String(answer.get("output")).trim().split("\n")).toEqual([
      "4 processes of the watch",
      "exit_group: status 0",
      // The gate's doing, behind what was refused.
      "exit_group: signal 9",
      "status-1: status 1",
      "report 16",
      '{"says":"green"}',
      "go",
      "",
      "exit_group: status 0",
      "nothing is left",
    ]);
  },
  250_000,
);
