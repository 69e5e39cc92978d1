import { expect, test } from "vitest";
import { ActivityRoom } from "../../src/report/counted-entries.ts";
import { WrittenFiles } from "../../src/report/written-files.ts";
import { CURL_EXEC, event } from "./reports.ts";

const PROCESS = event(CURL_EXEC).process;

function written(paths: readonly string[], room = 4 * 1024 * 1024) {
  const files = new WrittenFiles(new ActivityRoom(room));
  for (const path of paths) files.add(path, 1, PROCESS);
  return files;
}

/** Each path with how often it was written; a folder ends with a slash. */
function told(paths: readonly string[]): [string, number][] {
  return written(paths)
    .list()
    .map(({ path, isFolder, count }) => [isFolder ? `${path}/` : path, count]);
}

test.each([
  ["/tmp/nt-1/a", "/tmp/nt-1/"],
  ["/tmp/payload", "/tmp/payload"],
  ["/var/tmp/x/y/z", "/var/tmp/x/"],
  ["/dev/shm/x/y", "/dev/shm/x/"],
  ["/tmp/ccA1b2C3.s", "/tmp/cc*"],
  ["/tmp/cc-secrets.txt", "/tmp/cc-secrets.txt"],
  ["/home/runner/work/_temp/clone/.git/HEAD", "/home/runner/work/_temp/clone/"],
  ["/home/runner/work/_temp/out.json", "/home/runner/work/_temp/out.json"],
  [
    "/home/runner/work/_temp/_runner_file_commands/set_env_1",
    "/home/runner/work/_temp/_runner_file_commands/",
  ],
  ["/opt/hostedtoolcache/node/20/x64/bin/node", "/opt/hostedtoolcache/"],
  ["/home/runner/.npm/_cacache/x", "/home/runner/.npm/"],
  ["/home/runner/.npmrc", "/home/runner/.npmrc"],
  ["/root/.cache/pip/http/a", "/root/.cache/pip/"],
  ["/home/runner/.cargo/registry/src/a", "/home/runner/.cargo/registry/"],
  ["/home/runner/.cargo/config.toml", "/home/runner/.cargo/config.toml"],
  ["/home/runner/.m2/repository/a/b", "/home/runner/.m2/repository/"],
  ["/home/runner/.m2/settings.xml", "/home/runner/.m2/settings.xml"],
  ["/home/runner/go/pkg/mod/a", "/home/runner/go/pkg/"],
  ["/var/lib/dpkg/status", "/var/lib/dpkg/"],
  ["/etc/passwd", "/etc/passwd"],
])("%s is told as %s", (path, place) => {
  expect(told([path, path])).toEqual([[place, 2]]);
});

test.each([
  "/dev/null",
  "/dev/tty",
  "/dev/pts/0",
  "/proc/self/fd/1",
  "/proc/12/task/13/comm",
  "/proc/1/oom_score_adj",
])("what is written to %s goes nowhere, and is not told", (path) => expect(told([path])).toEqual([]));

test.each(["/proc/sys/kernel/core_pattern", "/dev/sda", "/proc/1/mem"])("%s is told", (path) => {
  expect(told([path])).toEqual([[path, 1]]);
});

test("a folder of a tool that was opened itself is the folder from then on", () => {
  expect(told(["/tmp/a", "/tmp/a/x", "/tmp/a/y", "/tmp/a"])).toEqual([["/tmp/a/", 4]]);
});

test("what tools keep for themselves comes last, all else in the order of its first writing", () => {
  expect(told(["/tmp/a", "/etc/b", "/etc/a", "/etc/b"]).map(([path]) => path)).toEqual([
    "/etc/b",
    "/etc/a",
    "/tmp/a",
  ]);
});

test("of many files the folders with most of them stand for them, and what stands alone stays what it is", () => {
  const docs = Array.from({ length: 500 }, (_, n) => `/usr/share/doc/p${n % 40}/f${n}`);
  expect(told(["/etc/cron.d/x", "/home/runner/.bashrc", ...docs, "/etc/hosts"])).toEqual([
    ["/etc/cron.d/x", 1],
    ["/home/runner/.bashrc", 1],
    ["/usr/share/doc/", 500],
    ["/etc/hosts", 1],
  ]);
});

test("files that have no folder in common are folded from the deepest", () => {
  const all = told([...Array.from({ length: 64 }, (_, n) => `/a${n % 8}/b${n}/c`), "/x/y"]);
  // 64 that stand for one each, of which five times eight become one, and then the last.
  expect(all).toHaveLength(30);
  expect(all).toContainEqual(["/a0/", 8]);
  expect(all).toContainEqual(["/a7/b63/", 1]);
  expect(all).toContainEqual(["/x/y", 1]);
});

test("files in the root folder have nothing that could stand for them: what there is no entry for is counted", () => {
  const files = written(Array.from({ length: 70 }, (_, n) => `/f${n}`));
  expect(files.list()).toHaveLength(64);
  expect(files.leftOut).toBe(6);
});

test("what there is no room for is counted", () => {
  const files = written(["/etc/a", "/etc/b", "/etc/a"], 4000);
  expect(files.list().map(({ path, count }) => [path, count])).toEqual([["/etc/a", 2]]);
  expect(files.leftOut).toBe(1);
});

test("no path is kept deeper than its twelfth name, and none is lost, however deep and hostile", () => {
  expect(told([`/${"x/".repeat(20)}a`, `/${"x/".repeat(20)}b`])).toEqual([
    [`/${Array(12).fill("x").join("/")}/`, 2],
  ]);
  const paths = Array.from({ length: 3000 }, (_, n) => `/${"y/".repeat(n % 200)}${n}/…\n\udcff/../${n * 7}`);
  const files = written(paths);
  expect(files.list().reduce((sum, { count }) => sum + count, files.leftOut)).toBe(3000);
  expect(files.list().length).toBeLessThanOrEqual(64);
});

test("a path that has lost its upper part, and none at all, are told as they are", () => {
  expect(told(["…/a/b", "", "x"])).toEqual([
    ["…/a/b", 1],
    ["", 1],
    ["x", 1],
  ]);
});
