import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, temporaryFolder } from "./capture.ts";

/** Opens of /proc by a script: what was opened, without the numbers, and whether it was told as the opener's own. */
async function opened(script: string, ...unshare: readonly string[]): Promise<[string, boolean][]> {
  const path = `${temporaryFolder()}/script.py`;
  writeFileSync(path, script);
  const { events } = await capture("/usr/bin/unshare", [...unshare, "python3", path]);
  return events.flatMap((event) => {
    if (event.kind !== "file_open" || !/\/(mem|environ|uptime)$/.test(event.payload.path.raw)) return [];
    return [[event.payload.path.raw.replaceAll(/\d+/g, "N"), event.payload.is_own_process === true]];
  });
}

test("a process's own memory and environment are told from those of others, by whatever name", async () => {
  const script = `import os, threading
open("/proc/self/mem", "r+b", 0)
open("/proc/thread-self/mem", "rb", 0)
open("/proc/%d/environ" % os.getpid(), "rb", 0)
open("/proc/%d/mem" % os.getppid(), "rb", 0)
def other():
    open("/proc/self/mem", "rb", 0)
    open("/proc/self/task/%d/mem" % threading.get_native_id(), "rb", 0)
thread = threading.Thread(target=other); thread.start(); thread.join()
`;
  expect(await opened(script, "--mount")).toEqual([
    ["/proc/N/mem", true],
    ["/proc/N/task/N/mem", true],
    ["/proc/N/environ", true],
    ["/proc/N/mem", false],
    ["/proc/N/mem", true],
    ["/proc/N/task/N/mem", true],
  ]);
});

test("a number in another namespace of processes does not make another's memory one's own", async () => {
  // The opener has a number outside that the other has inside, and the other way round.
  const script = `import os
me = os.getpid()
child = os.fork()
if child == 0:
    open("/proc/1/environ", "rb", 0)
    open("/proc/self/environ", "rb", 0)
    os._exit(0)
os.waitpid(child, 0)
open("/proc/%d/environ" % me, "rb", 0)
`;
  expect(await opened(script, "--pid", "--fork", "--mount-proc", "--mount")).toEqual([
    ["/proc/N/environ", false],
    ["/proc/N/environ", true],
    ["/proc/N/environ", true],
  ]);
});

test("what the whole machine has is nobody's own", async () => {
  const script = `import os
open("/proc/uptime", "rb", 0)
os.chdir("/proc/%d" % os.getppid())
open("environ", "rb", 0)
`;
  expect(await opened(script, "--mount")).toEqual([
    ["/proc/uptime", false],
    ["/proc/N/environ", false],
  ]);
});
