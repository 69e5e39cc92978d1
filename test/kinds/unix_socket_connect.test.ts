import { expect, test } from "vitest";
import { socketTypeName, unixAddress } from "../../src/kinds/unix_socket_connect.ts";

test.each([
  ["/run/docker.sock\0", "/run/docker.sock", false],
  ["/run/docker.sock\0garbage", "/run/docker.sock", false],
  ["relative", "relative", false],
  ["", "", false],
  ["n".repeat(108), "n".repeat(108), false],
  ["\0dbus-7", "@dbus-7", true],
  // An abstract name has no end but its length.
  ["\0a\0b\0", "@a\\x00b\\x00", true],
  ["\0", "@", true],
  ["\0\xff\n", "@\udcff\n", true],
])("the Unix address %j is %j (abstract: %j)", (latin1, path, isAbstract) => {
  expect(unixAddress(Buffer.from(latin1, "latin1"))).toEqual({ path, isAbstract });
});

test("socket types have their names", () => {
  expect([1, 2, 5, 3, 0].map(socketTypeName)).toEqual(["stream", "dgram", "seqpacket", "unknown", "unknown"]);
});
