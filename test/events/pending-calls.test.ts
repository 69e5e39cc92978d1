import { expect, test } from "vitest";
import { PendingCalls } from "../../src/events/pending-calls.ts";

test("replies are for the calls of their socket, in order", () => {
  const pending = new PendingCalls();
  pending.add(1n, "a");
  pending.add(2n, "other");
  pending.add(1n, "");
  pending.add(1n, "c");
  expect([1, 2, 3, 4].map(() => pending.take(1n))).toEqual(["a", "", "c", ""]);
  expect(pending.take(2n)).toBe("other");
});

test("a socket that asks without end has its replies left aside, and is heard again when they have come", () => {
  const pending = new PendingCalls();
  for (let call = 0; call < 65; call++) pending.add(1n, `n${call}`);
  pending.add(1n, "again");
  for (let call = 0; call < 65; call++) expect(pending.take(1n)).toBe("");
  expect(pending.take(1n)).toBe("again");
  expect(pending.take(1n)).toBe("");
});

test("sockets without end do not fill the memory: the oldest are forgotten", () => {
  const pending = new PendingCalls();
  for (let socket = 0; socket < 5000; socket++) pending.add(BigInt(socket), "a");
  expect(pending.take(0n)).toBe("");
  expect(pending.take(4999n)).toBe("a");
});
