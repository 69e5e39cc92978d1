import { basename } from "node:path";
import { expect, test } from "vitest";
import { capture, temporaryFolder, trigger } from "./capture.ts";

const program = trigger("blind_spots");

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
  const { events, summary } = await capture(program, [temporaryFolder(), mode]);
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
});
