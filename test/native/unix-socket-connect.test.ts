import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, expected, plain, temporaryFolder, trigger } from "./capture.ts";

test("connects to Unix sockets of every type are reported with the path given and the socket's own", async () => {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/folder`);
  const program = trigger("unix_socket_connect");
  const { events } = await capture(program, [folder]);
  const connected = (socket_type: string, name: string, resolved = name) => ({
    path: `${folder}/${name}`,
    resolved_path: `${folder}/${resolved}`,
    socket_type,
    is_abstract: false,
  });
  const abstract = (path: string) => ({
    path,
    resolved_path: path,
    socket_type: "stream",
    is_abstract: true,
  });
  expect(plain(events, "unix_socket_connect")).toEqual(
    expected(
      "unix_socket_connect",
      [program, folder],
      [
        connected("stream", "stream"),
        connected("seqpacket", "packets"),
        connected("stream", "link", "stream"),
        connected("stream", "new\nline \udcff"),
        // All 108 bytes of the address, with no NUL behind them.
        connected("stream", "n".repeat(108)),
        abstract("@name"),
        abstract("@a\\x00b\udcff\\x00"),

        connected("stream", "missing"),
        connected("dgram", "link"),
        abstract("@missing"),

        connected("dgram", "datagram"),
        // sendto, twice to one socket, then to another; then sendmsg.
        connected("dgram", "datagram"),
        connected("dgram", "other-datagram"),
        connected("dgram", "datagram"),
      ],
    ),
  );
});

test("a datagram that sendmmsg sends to a Unix socket is reported like one of sendmsg", async () => {
  const folder = temporaryFolder();
  const program = trigger("unix_socket_connect");
  const { events } = await capture(program, [folder, "sendmmsg"]);
  expect(plain(events, "unix_socket_connect")).toEqual(
    expected(
      "unix_socket_connect",
      [program, folder, "sendmmsg"],
      [
        {
          path: `${folder}/datagram`,
          resolved_path: `${folder}/datagram`,
          socket_type: "dgram",
          is_abstract: false,
        },
      ],
    ),
  );
});
