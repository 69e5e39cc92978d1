import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { removeCollector, startCollector, stopCollector } from "../../src/watch/collector.ts";
import { processRoot } from "../../src/watch/scope.ts";
import { SourcesCopy } from "../kinds/added-kind.ts";

const BUILD_MS = 300_000;

/** Builds something of a copy of the sources that has one program more. */
function make(target: string, ...programs: readonly string[]) {
  const copy = new SourcesCopy();
  onTestFinished(() => copy.remove());
  appendFileSync(copy.path("native/guard.bpf.c"), programs.join("\n"));
  const { status, stderr } = spawnSync("make", ["-s", "-C", copy.path("native"), target], {
    encoding: "utf8",
  });
  return { copy, status, stderr };
}

test("a program in a section that nobody has thought of is not built, and the build names it", {
  timeout: BUILD_MS,
}, () => {
  const { status, stderr } = make(
    "build/guard.skel.h",
    'SEC("?kprobe/do_exit") int blind_spot__odd(void *ctx) { return 0; }',
  );
  expect(stderr).toContain("No program can be in a section ?kprobe/do_exit;");
  expect(status).toBe(2);
});

test("nor is one that is not tried by itself, where the kernel's no would be one to all", {
  timeout: BUILD_MS,
}, () => {
  const { status, stderr } = make(
    "build/guard.skel.h",
    'SEC("tp/syscalls/sys_exit_truncate") int blind_spot__odd(void *ctx) { return 0; }',
  );
  expect(stderr).toContain("No program can be in a section tp/syscalls/sys_exit_truncate;");
  expect(status).toBe(2);
});

test("nor one that is named for no kind", { timeout: BUILD_MS }, () => {
  const { status, stderr } = make(
    "build/guard.skel.h",
    'SEC("?tp/syscalls/sys_exit_truncate") int file_opne__odd(void *ctx) { return 0; }',
  );
  expect(stderr).toContain("A program is named for no kind: file_opne__odd");
  expect(status).toBe(2);
});

test("what the kernel has no place for, and what it refuses, is left out, and nothing else", {
  timeout: BUILD_MS,
}, async () => {
  const target = `../dist/collector-linux-${process.arch}`;
  const { copy, stderr } = make(
    target,
    'SEC("?tp_btf/no_such_tracepoint") int blind_spot__absent(__u64 *ctx) { return 0; }',
    // Not through a helper, as the kernel's memory is to be read.
    'SEC("?tp/syscalls/sys_exit_truncate") int blind_spot__refused(__u64 *ctx) { return *(int *)ctx[2]; }',
    'SEC("?tp/syscalls/sys_exit_truncate") int blind_spot__refused_too(__u64 *ctx) { return *(int *)ctx[2]; }',
    'SEC("?tp/syscalls/no_such_call") int blind_spot__nowhere(__u64 *ctx) { return 0; }',
  );
  expect(stderr).toBe("");
  const { collector, start } = await startCollector({
    root: processRoot(process.pid),
    scope: "job",
    job: "{}",
    collectorPath: copy.path(target.slice(3)),
  });
  await stopCollector(collector);
  await removeCollector(collector);
  // As the kernel part has them one behind the other.
  expect(start.missing_programs).toEqual([
    "blind_spot__refused",
    "blind_spot__refused_too",
    "blind_spot__absent",
  ]);
  expect(new Set(Object.values(start.hooks))).toEqual(new Set(["live"]));
});
