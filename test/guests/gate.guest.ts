import { writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { temporaryFolder, trigger } from "./capture.ts";
import { ask } from "./guest.ts";

/** Not those of x32, which few kernels take calls of. */
const WAYS = [
  "exit_group",
  "exit_group-256",
  "exit_group-512",
  "exit",
  "last-thread",
  "first-thread",
  "threads-at-once",
  "exec",
  "exec-in-thread-of-vfork",
];
const X86_WAYS = ["int80-exit_group", "int80-exit"];

test.each([
  ["", []],
  [", nor in a container", ["container"]],
])("a post step does not end in success before it was released, on this kernel too%s", async (_, where) => {
  const guest = inject("guest");
  const folder = temporaryFolder();
  writeFileSync(`${folder}/judge.mjs`, "");
  const ways = [...WAYS, ...(guest.arch === "x64" ? X86_WAYS : [])];
  const args = [...where, "/guest/collector", trigger("post_ways"), folder, ...ways, "status-1"];
  const answer = await ask(guest, trigger("gate_job"), args, [folder]);
  // Where all other threads have ended before the first one, it ends by itself, with 1.
  const said = String(answer.get("output")).replace("threads-at-once: status 1", "threads-at-once: signal 9");
  expect(said.trim().split("\n")).toEqual([
    // One of another script.
    "exit_group: status 0",
    ...ways.map((way) => `${way}: signal 9`),
    "status-1: status 1",
    "report 16",
    '{"says":"green"}',
    "go",
    "",
    "exit_group: status 0",
    "nothing is left",
  ]);
});

/** As on a kernel that does not show this one call. */
const WITHOUT_EXIT = `
  PATH=/guest/bin; mount -t tmpfs none /sys/kernel/tracing/events/syscalls/sys_enter_exit_group; exec "$@"`;

test("without the tracepoint of exit the gate is refused, and the job fails rather than passes", async () => {
  const guest = inject("guest");
  const folder = temporaryFolder();
  writeFileSync(`${folder}/judge.mjs`, "");
  const job = [trigger("gate_job"), "/guest/collector", trigger("post_ways"), folder, "exit_group"];
  const args = ["-c", 'exec /guest/bin/unshare --mount /bin/sh -c "$@"', "sh", WITHOUT_EXIT, "sh", ...job];
  const answer = await ask(guest, "/bin/sh", args, [folder]);
  expect(String(answer.get("output"))).toContain("the kernel did not take the programs of the gate");
  expect(String(answer.get("status")).trim()).toBe("1");
});
