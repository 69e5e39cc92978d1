import { expect, test } from "vitest";
import { RunwardenError } from "../../src/errors.ts";
import type { Event } from "../../src/events/event.ts";
import { eventToJson } from "../../src/events/json.ts";
import { readLog } from "../../src/events/read-log.ts";
import { RECORD_KIND_NAMES } from "../../src/kinds/index.ts";
import { readCollectorLog, removeCollector, stopCollector } from "../../src/watch/collector.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText, walk } from "../log/log-bytes.ts";
import { run, start, trigger } from "../native/capture.ts";

/** A small log with a record of every kind. */
function smallLog(): Buffer {
  const process = { pid: 7, startNs: 70_000_000 };
  const records = [
    record("process_snapshot", { pid: 1, startNs: 1, strings: { executable: "/sbin/init", argv: "init\0" } }),
    record("process_adopt", { pid: 9, startNs: 90_000_000, strings: { image: walk("/sbin/cron") } }),
    record("mount_snapshot", { strings: { line: "1 0 8:1 / / " } }),
    record("process_fork", { pid: 1, startNs: 1, fixed: { child_pid: 7, child_start_ns: 70_000_000 } }),
    record("process_exec", { ...process, strings: { filename: "a", base: walk("/b"), argv: "a\0" } }),
    record("network_connect", { ...process, fixed: { remote_port: 1, protocol: 6, family: 10 } }),
    record("unix_socket_connect", { ...process, strings: { address: "s\0", base: walk("/b") } }),
    record("file_open", { ...process, strings: { path: walk("/b/c") } }),
    record("file_remove", { ...process, strings: { path: "/c" } }),
    record("file_move", { ...process, strings: { from: "/c", to_base: walk("/b"), to: "d" } }),
    record("file_link", { ...process, strings: { existing: "e", created: "/f" } }),
    record("domain", {
      ...process,
      fixed: { protocol: 17 },
      strings: { message: "\0\0\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01" },
    }),
    record("dns_answer", {
      ...process,
      fixed: { protocol: 17 },
      strings: {
        message:
          "\0\0\x81\0\0\x01\0\x01\0\0\0\0\x01a\0\0\x01\0\x01\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04\x01\x02\x03\x04",
      },
    }),
    record("http_request", {
      ...process,
      fixed: { protocol: 253 },
      strings: { message: "GET / HTTP/1.1\r\nHost: a\r\n\r\n" },
    }),
    record("file_truncate", { ...process, fixed: { size: 5 }, strings: { path: "/c" } }),
    record("process_access", {
      ...process,
      fixed: { target_pid: 8, access: 4 },
      strings: { executable: walk("/sbin/x") },
    }),
    record("mount", { ...process, fixed: { tree: 3 }, strings: { target: "/m" } }),
    record("egress_block", {
      ...process,
      fixed: { act: 3, remote_port: 53, protocol: 17 },
      strings: { query: "\0\0\x01\0\0\x01\0\0\0\0\0\0\x01a\0\0\x01\0\x01" },
    }),
    record("kernel_load", { ...process, fixed: { type: 1 }, strings: { name: "n" } }),
    record("privilege_change", { ...process, fixed: { type: 1, raised: 6 } }),
    record("guard_tamper", { ...process, fixed: { act: 1, role: 1, number: 9 }, strings: { name: "n" } }),
    record("termination", {
      fixed: { ended: 1, match_pid: 7 },
      strings: { rule: "a/b", processes: "7 a\0" },
    }),
    record("process_exit", process),
  ];
  const counts = Object.fromEntries(RECORD_KIND_NAMES.map((kind) => [kind, 1]));
  return log(
    [START, startText()],
    [JOB, "{}"],
    [RECORDS, Buffer.concat(records)],
    [TRAILER, trailerText(counts)],
  );
}

/** What can be said of a log: its events and faults, or the code of the one class of error that may be thrown. */
async function outcome(bytes: Uint8Array): Promise<{ events: number; faults: number } | { code: string }> {
  try {
    let events = 0;
    const { coverage } = await readLog([bytes], {
      onEvent: (event: Event) => {
        // Everything in the event is read.
        JSON.stringify(eventToJson(event));
        events++;
      },
    });
    return { events, faults: coverage.faults.length };
  } catch (error) {
    if (!(error instanceof RunwardenError)) throw error;
    return { code: error.code };
  }
}

test("the small log is whole: what is found below is the doing of the changes", async () => {
  expect(await outcome(smallLog())).toEqual({ events: 16, faults: 0 });
});

test("a log that is cut at any byte is never called whole", async () => {
  const bytes = smallLog();
  for (let size = 0; size < bytes.length; size++) {
    const result = await outcome(bytes.subarray(0, size));
    if ("code" in result) expect(result.code).toBe("log-invalid");
    else expect(result.faults).toBeGreaterThan(0);
  }
});

test("a log with any byte changed is never called whole", async () => {
  const bytes = smallLog();
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [0x01, 0x80, 0xff]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8((bytes[at] ?? 0) ^ mask, at);
      const result = await outcome(changed);
      if ("code" in result) expect(result.code).toBe("log-invalid");
      else expect(result.faults).toBeGreaterThan(0);
    }
  }
});

/** A generator of bytes with a fixed seed (xorshift), so that a failure can be seen again. */
function randomBytes(seed: number, size: number): Buffer {
  let state = seed;
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}

test("random bytes are no log, and behind a log's first bytes they are no blocks", async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const bytes = randomBytes(seed, seed * 20);
    expect(await outcome(bytes)).toEqual({ code: "log-invalid" });
    expect(await outcome(Buffer.concat([log(), bytes]))).toEqual({ code: "log-invalid" });
    const started = await outcome(Buffer.concat([log([START, startText()]), bytes]));
    expect(started).toEqual({ events: 0, faults: 1 });
  }
});

test("random records in a block with a right checksum do nothing worse than to be no records", async () => {
  const kinds = RECORD_KIND_NAMES.map((kind) => record(kind));
  for (let seed = 1; seed <= 500; seed++) {
    const noise = randomBytes(seed, 512);
    const template = kinds[seed % kinds.length] ?? Buffer.alloc(0);
    // A good size and kind in front, so that what follows is taken for a record's members.
    noise.writeUInt32LE(512, 0);
    template.copy(noise, 4, 4, 6);
    const result = await outcome(
      log([START, startText()], [JOB, "{}"], [RECORDS, noise], [TRAILER, trailerText()]),
    );
    expect(result).not.toHaveProperty("code");
  }
});

test("strings of the largest lengths that a record can claim are refused or read, not overrun", async () => {
  for (const kind of RECORD_KIND_NAMES) {
    const bytes = record(kind);
    bytes.fill(0xff, 32);
    const result = await outcome(
      log([START, startText()], [JOB, "{}"], [RECORDS, bytes], [TRAILER, trailerText()]),
    );
    expect(result).not.toHaveProperty("code");
  }
});

test("a real log that is cut or changed is never called whole", async () => {
  const collector = await start();
  await run(trigger("nothing"), []);
  await stopCollector(collector);
  const chunks: Uint8Array[] = [];
  for await (const chunk of readCollectorLog(collector)) chunks.push(chunk);
  await removeCollector(collector);
  const bytes = Buffer.concat(chunks);
  expect(await outcome(bytes)).toMatchObject({ faults: 0 });

  // Not each byte: the ancestors of this test may have long arguments.
  const step = Math.max(1, Math.floor(bytes.length / 500));
  for (let at = 0; at < bytes.length; at += step) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8((bytes[at] ?? 0) ^ 0x55, at);
    for (const hostile of [bytes.subarray(0, at), changed]) {
      const result = await outcome(hostile);
      if ("code" in result) expect(result.code).toBe("log-invalid");
      else expect(result.faults).toBeGreaterThan(0);
    }
  }
});
