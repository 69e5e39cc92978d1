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

/** As in a container that is shown no tracefs, and cannot mount it: the fentry programs alone need none. */
const WITHOUT_TRACEFS = `
  PATH=/guest/bin; mount --bind /sys/kernel/btf /tmp/btf; mount -t tmpfs none /sys/kernel; mkdir /sys/kernel/btf
  mount --move /tmp/btf /sys/kernel/btf; "$@"`;

test("without the tracepoints of exit the gate is refused, and the job fails rather than passes", async () => {
  const guest = inject("guest");
  const folder = temporaryFolder();
  writeFileSync(`${folder}/judge.mjs`, "");
  const job = [trigger("gate_job"), "/guest/collector", trigger("post_ways"), folder, "exit"];
  const script = `mkdir -p /tmp/btf; exec unshare --mount /bin/sh -c '${WITHOUT_TRACEFS}' sh "$@"`;
  const args = ["-c", `PATH=/guest/bin; ${script}`, "sh", ...job];
  const answer = await ask(guest, "/bin/sh", args, [folder]);
  expect(String(answer.get("output"))).toMatch(
    /^(the kernel did not take the programs of the gate|not all hooks can be attached: tracefs is not mounted)/,
  );
  expect(String(answer.get("status")).trim()).toBe("1");
});
