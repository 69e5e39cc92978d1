import { expect, inject, test } from "vitest";
import { WATCHED_KIND_NAMES } from "../../src/kinds/index.ts";
import { expectAccounts } from "../native/accounts.ts";
import { capture, trigger } from "./capture.ts";

/** Processors as Node.js names them, and as uname(2) does. */
const MACHINES: Readonly<Record<string, string>> = { x64: "x86_64", arm64: "aarch64" };

const OF_EITHER_SOURCE = [
  "unix_socket_connect",
  "file_open",
  "file_remove",
  "file_move",
  "file_link",
  "file_truncate",
  "process_access",
  "privilege_change",
  "mount",
  "kernel_load",
];

test("all kinds are watched on the kernel and processor that were asked for, and nothing is lost", async () => {
  const { events, summary } = await capture(trigger("domain"), []);
  const { start, trailer, coverage } = summary;
  const { series, arch, source, inlined } = inject("guest");
  expect(start.kernel.startsWith(`${series}.`)).toBe(true);
  expect(start.machine).toBe(MACHINES[arch]);
  expect(start.missing_programs).toEqual([]);
  expect(start.sources).toEqual({
    ...Object.fromEntries(
      OF_EITHER_SOURCE.map((kind) => [kind, inlined.includes(kind) ? "tracepoint" : source]),
    ),
    process_exec: "tracepoint",
    network_connect: "cgroup",
    domain: "cgroup",
    http_request: "cgroup",
    // Nobody is kept from anything here.
    egress_block: "none",
    guard_tamper: "tracepoint",
    dns_answer: "cgroup",
  });
  expect(coverage.hooks).toEqual(Object.fromEntries(WATCHED_KIND_NAMES.map((kind) => [kind, "live"])));
  expect(coverage.faults).toEqual([]);
  expect(trailer?.reason).toBe("stop");
  expect(events.length).toBeGreaterThan(0);
  expectAccounts(trailer);
  for (const [kind, { dropped }] of Object.entries(trailer?.counts ?? {})) {
    expect({ kind, dropped }).toEqual({ kind, dropped: 0 });
  }
});
