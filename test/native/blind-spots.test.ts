import { basename } from "node:path";
import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { capture, type PlainEvent, plain, temporaryFolder, trigger } from "./capture.ts";

const program = trigger("blind_spots");
const O_NONBLOCK = 0o4000;

test("sockets that no event shows are counted, each by its kind", async () => {
  const { summary } = await capture(program, [temporaryFolder(), "sockets"]);
  expect(summary.coverage.blindSpots).toEqual({
    raw_socket: 2,
    packet_socket: 2,
    icmp_socket: 2,
    other_socket: 1,
  });
});

test("sockets that not every kernel has are counted where they could be made", async () => {
  const folder = temporaryFolder();
  const { events, summary } = await capture(program, [folder, "rare"]);
  const made = events.flatMap(({ kind, payload }) =>
    kind === "file_open" && payload.path.raw.startsWith(folder) ? [[basename(payload.path.raw), 1]] : [],
  );
  expect(summary.coverage.blindSpots).toEqual(Object.fromEntries(made));
});

test.each([
  ["by the process itself", "direct"],
  ["by a thread of the kernel for it", "polled"],
])("requests through io_uring that no event shows are counted, made %s", async (_, mode) => {
  const folder = temporaryFolder();
  const { events, summary } = await capture(program, [folder, mode]);
  expect(summary.coverage.blindSpots).toEqual({
    raw_socket: 1,
    io_uring_file_open: 2,
    io_uring_file_remove: 2,
    io_uring_file_move: 1,
    io_uring_file_link: 2,
    io_uring_unix_socket_connect: 2,
  });
  // The network's own are seen all the same.
  const connects = events.flatMap(({ kind, payload }) =>
    kind === "network_connect" ? [payload.remote_port] : [],
  );
  expect(connects).toEqual([7001, 7002]);
  // The fentry source sees the others too, which are then no blind spots to its report.
  expect(done(events, folder)).toEqual(summary.coverage.source === "fentry" ? requested(folder) : []);
});

/** What was done in a folder, but for what the ring itself makes. */
function done(events: readonly Event[], folder: string): unknown[] {
  const kinds = ["file_open", "file_link", "file_move", "file_remove", "unix_socket_connect"] as const;
  return kinds.flatMap((kind) =>
    plain(events, kind).flatMap(({ payload }) =>
      JSON.stringify(payload).includes(`${folder}/`) ? [{ kind, ...withoutAttempt(payload) }] : [],
    ),
  );
}

/** io_uring tries an open first in a way that does not block, and says so in the flags. */
function withoutAttempt(payload: PlainEvent["payload"]): PlainEvent["payload"] {
  return "flags" in payload ? { ...payload, flags: Number(payload.flags) & ~O_NONBLOCK } : payload;
}

/** What triggers/blind_spots.c requests. */
function requested(folder: string): unknown[] {
  const open = { kind: "file_open", path: `${folder}/file` };
  const link = { kind: "file_link", existing_path: `${folder}/file` };
  const socket = {
    kind: "unix_socket_connect",
    path: `${folder}/datagrams`,
    socket_type: "dgram",
    is_abstract: false,
    resolved_path: `${folder}/datagrams`,
  };
  return [
    { ...open, is_read: false, is_write: true, flags: 0o101 },
    { ...open, is_read: true, is_write: false, flags: 0 },
    { ...link, created_path: `${folder}/hard`, is_hardlink: true, is_symlink: false },
    { ...link, created_path: `${folder}/soft`, is_hardlink: false, is_symlink: true },
    { kind: "file_move", from_path: `${folder}/hard`, to_path: `${folder}/moved` },
    { kind: "file_remove", path: `${folder}/moved`, is_folder: false },
    { kind: "file_remove", path: `${folder}/soft`, is_folder: false },
    socket,
    socket,
  ];
}
