import { expect, test } from "vitest";
import type { Event, EventOf } from "../../src/events/event.ts";
import { capture, temporaryFolder, trigger } from "./capture.ts";

const program = trigger("process_access");

function accesses(events: readonly Event[]): EventOf<"process_access">[] {
  return events.filter((event) => event.kind === "process_access");
}

/** What was done to each process, in the order in which they came: those that it was done to are named by letters. */
function told({ events }: { readonly events: readonly Event[] }): string[] {
  const targets: number[] = [];
  return accesses(events).map(({ payload: { target, access, is_denied } }) => {
    if (!targets.includes(target.pid)) targets.push(target.pid);
    return `${is_denied ? "refused " : ""}${access.raw} ${String.fromCharCode(65 + targets.indexOf(target.pid))}`;
  });
}

test("what is done by calls is told once for two programs, with the one that it was done to", async () => {
  const captured = await capture(program, ["calls", temporaryFolder()]);
  expect(told(captured)).toEqual([
    "attach A",
    "attach B",
    "read_memory C",
    "write_memory C",
    "descriptor C",
    "descriptor D",
  ]);
  const targets = accesses(captured.events).map(({ payload }) => payload.target);
  expect(new Set(targets.map(({ exec_path }) => exec_path.raw))).toEqual(new Set([program]));
  expect(targets.map(({ ancestors }) => ancestors[0]?.exec_path.raw)).toEqual(targets.map(() => program));
  expect(targets.filter(({ is_runner }) => is_runner)).toEqual([]);
});

test("what /proc has inside of a process is told by what it is, whatever way leads there", async () => {
  expect(told(await capture(program, ["opens", temporaryFolder()]))).toEqual([
    "memory A",
    "environment B",
    "maps C",
    "maps D",
    "maps E",
    "maps F",
    "maps G",
    "descriptors H",
    "descriptors I",
    "maps J",
    "memory K",
    "environment L",
    "maps L",
    "memory L",
  ]);
});

test("what is opened through another's descriptor is told, and who only looks at it is not", async () => {
  expect(told(await capture(program, ["descriptors", temporaryFolder()]))).toEqual([
    "descriptor A",
    "descriptor B",
    "descriptor C",
    "descriptor D",
  ]);
  const captured = await capture(program, ["links", temporaryFolder()]);
  const isFentry = captured.summary.coverage.sources.process_access === "fentry";
  expect(told(captured)).toEqual(isFentry ? ["descriptor A"] : []);
});

test("what the kernel refuses is told as refused", async () => {
  expect(told(await capture(program, ["refused", temporaryFolder()]))).toEqual([
    "refused attach A",
    "refused read_memory A",
    "refused descriptor A",
  ]);
});

test("what a process does to itself, and what anybody may know, is not told", async () => {
  expect(told(await capture(program, ["quietly", temporaryFolder()]))).toEqual([]);
});
