import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { BlockReader } from "../../src/log/blocks.ts";
import { SignatureChain } from "../../src/log/signatures.ts";
import { startCollector, stopCollector } from "../../src/watch/collector.ts";
import { processRoot } from "../../src/watch/scope.ts";
import { COLLECTOR_PATH, run, start, temporaryFolder, trigger, until } from "./capture.ts";

const execute = promisify(execFile);

interface Mapping {
  readonly from: number;
  readonly to: number;
  readonly isReadable: boolean;
  readonly flags: readonly string[];
}

/** The memory of a process (proc(5), /proc/PID/smaps). */
function mappingsOf(pid: number): Mapping[] {
  const parts = readFileSync(`/proc/${pid}/smaps`, "latin1").split(/\n(?=[0-9a-f]+-[0-9a-f]+ )/);
  return parts.map((part) => {
    const [, from = "", to = "", rights = ""] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(part) ?? [];
    const flags = /VmFlags: (.*)/.exec(part)?.[1]?.trim().split(" ") ?? [];
    return {
      from: Number.parseInt(from, 16),
      to: Number.parseInt(to, 16),
      isReadable: rights.startsWith("r"),
      flags,
    };
  });
}

function readMemory(pid: number, { from, to }: Pick<Mapping, "from" | "to">): Buffer {
  const file = openSync(`/proc/${pid}/mem`, "r");
  try {
    const bytes = Buffer.alloc(to - from);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
  } catch {
    // What the kernel maps for itself (vvar) is not to be had.
    return Buffer.alloc(0);
  } finally {
    closeSync(file);
  }
}

/** How often some bytes stand in the memory of a process. */
function timesInMemory(pid: number, bytes: Buffer): number {
  return mappingsOf(pid)
    .filter(({ isReadable }) => isReadable)
    .reduce(
      (sum, mapping) =>
        sum + readMemory(pid, mapping).toString("latin1").split(bytes.toString("latin1")).length - 1,
      0,
    );
}

/** The secret scalar that Ed25519 makes of a seed (RFC 8032, 5.1.5). */
function scalarOf(seed: Buffer): Buffer {
  const scalar = createHash("sha512").update(seed).digest().subarray(0, 32);
  scalar[0] = (scalar[0] ?? 0) & 248;
  scalar[31] = ((scalar[31] ?? 0) & 127) | 64;
  return scalar;
}

/** The page of the secret keys: locked, not dumped, and zero in children. */
function isOfKeys({ flags }: Mapping): boolean {
  return ["lo", "dd", "wf"].every((flag) => flags.includes(flag));
}

test("a key is in one locked page while it is to come, and nowhere once it has signed", async () => {
  const { pid, directory } = await start();
  const log = `${directory}/events.log`;
  const pages = mappingsOf(pid).filter(isOfKeys);
  expect(pages.map(({ from, to }) => to - from)).toEqual([4096]);
  const page = pages[0] as Mapping;
  const size = statSync(log).size;
  const present = readMemory(pid, page).subarray(0, 32);
  await run(trigger("nothing"), []);
  await until(() => statSync(log).size > size);
  const next = readMemory(pid, page).subarray(0, 32);
  expect(next.equals(present)).toBe(false);
  expect(next.equals(Buffer.alloc(32))).toBe(false);
  expect(timesInMemory(pid, next)).toBe(1);
  for (const used of [present, scalarOf(present)]) expect(timesInMemory(pid, used)).toBe(0);
  expect(
    readMemory(pid, page)
      .subarray(64)
      .equals(Buffer.alloc(4096 - 64)),
  ).toBe(true);
});

test("no child of the collector has a key", async () => {
  const { pid } = await start();
  const page = mappingsOf(pid).filter(isOfKeys)[0] as Mapping;
  const present = readMemory(pid, page).subarray(0, 32);
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").trim().split(" ");
  expect(children.length).toBeGreaterThan(0);
  for (const child of children) expect(timesInMemory(Number(child), present)).toBe(0);
});

test("a log that a collector has written is signed from its start to its trailer", async () => {
  const collector = await start();
  await run(trigger("nothing"), []);
  await stopCollector(collector);
  const reader = new BlockReader(new SignatureChain());
  const blocks = [...reader.push(readFileSync(`${collector.directory}/events.log`))].map(({ type }) => type);
  reader.end();
  expect([blocks.slice(0, 3), blocks.at(-1), reader.fault]).toEqual([
    ["start", "job", "records"],
    "trailer",
    undefined,
  ]);
});

test("what can come before an attack on the guard is signed and in the file before anything else would be", async () => {
  const collector = await start();
  const { stdout } = await execute("python3", [
    fileURLToPath(new URL("act-at-once.py", import.meta.url)),
    `${collector.directory}/events.log`,
    "15",
  ]);
  const took = JSON.parse(stdout) as { at_once: number[]; waiting: number[] };
  const sorted = (values: number[]): number[] => values.toSorted((a, b) => a - b);
  const [soon, late] = [sorted(took.at_once), sorted(took.waiting)];
  const median = soon[7] ?? Number.NaN;
  console.log(
    `at once: ${soon[0]?.toFixed(0)} to ${soon.at(-1)?.toFixed(0)} us, median ${median.toFixed(0)}; what may wait: ${late[0]?.toFixed(0)} to ${late.at(-1)?.toFixed(0)} us`,
  );
  // A block that nothing presses is not written before 40 ms.
  expect(median).toBeLessThan(late[0] ?? 0);
});

test("a collector that cannot lock the memory of its keys does not start, and says what it needs", async () => {
  const program = join(temporaryFolder(), "collector");
  writeFileSync(
    program,
    `#!/bin/sh\nexec setpriv --bounding-set=-ipc_lock prlimit --memlock=0:0 ${COLLECTOR_PATH} "$@"\n`,
    { mode: 0o755 },
  );
  const starting = startCollector({ root: processRoot(process.pid), job: "{}", collectorPath: program });
  await expect(starting).rejects.toMatchObject({
    code: "collector-start",
    message: expect.stringMatching(
      /^The collector did not start: cannot make the keys that the event log is signed with: [^:]+ \(they need a page of memory that can be locked, see ulimit -l\)\.$/,
    ),
  });
});

test("a collector that is killed leaves a log that is signed as far as it reaches", async () => {
  for (let round = 0; round < 5; round++) {
    const collector = await start();
    const events = execute("bash", ["-c", "for i in {1..40}; do /bin/true; done"]);
    const { size } = statSync(`${collector.directory}/events.log`);
    await until(() => statSync(`${collector.directory}/events.log`).size > size);
    process.kill(collector.pid, "SIGKILL");
    await events;
    const reader = new BlockReader(new SignatureChain());
    const blocks = [...reader.push(readFileSync(`${collector.directory}/events.log`))];
    reader.end();
    expect(blocks.length).toBeGreaterThan(2);
    if (reader.fault !== undefined) expect(reader.fault.code).toBe("truncated");
  }
});
