import { expect, test } from "vitest";
import { RemoteNames } from "../../src/events/remote-names.ts";
import { TextStore } from "../../src/events/text-store.ts";
import { memoryInUse } from "../memory-in-use.ts";

/** An answer that gives a name of one label its addresses. */
function answer(id: number, name: string, ...addresses: readonly (readonly number[])[]): Buffer {
  const records = addresses.map((bytes) =>
    Buffer.from([0xc0, 12, 0, bytes.length === 4 ? 1 : 28, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]),
  );
  return Buffer.concat([
    Buffer.from([
      id >> 8,
      id & 0xff,
      0x81,
      0x80,
      0,
      1,
      addresses.length >> 8,
      addresses.length & 0xff,
      0,
      0,
      0,
      0,
    ]),
    Buffer.from([name.length, ...Buffer.from(name), 0, 0, 1, 0, 1]),
    ...records,
  ]);
}

const IP = [192, 0, 2, 1];

function namesOf(names: RemoteNames, ip: string): string[] {
  return names.of(ip).names.map(({ raw }) => raw);
}

test("an address has the names that answers gave it, in order of first sight, each once", () => {
  const names = new RemoteNames(new TextStore());
  names.ask(1n, 7, ["b"]);
  names.ask(1n, 8, ["a"]);
  expect(names.of("192.0.2.1")).toEqual({ names: [], isCut: false });
  names.answer(1n, answer(7, "b", IP));
  names.answer(1n, answer(8, "a", IP, [192, 0, 2, 2]));
  names.answer(1n, answer(7, "b", IP));
  expect(namesOf(names, "192.0.2.1")).toEqual(["b", "a"]);
  expect(namesOf(names, "192.0.2.2")).toEqual(["a"]);
});

test("addresses have one form: IPv6 in the form of events, IPv4 in IPv6 clothes as IPv4", () => {
  const names = new RemoteNames(new TextStore());
  names.ask(1n, 7, ["a"]);
  const mapped = [...Array(10).fill(0), 255, 255, ...IP];
  names.answer(1n, answer(7, "a", mapped, [0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 1]));
  expect(namesOf(names, "192.0.2.1")).toEqual(["a"]);
  expect(namesOf(names, "2001:db8::1")).toEqual(["a"]);
});

test.each([
  ["to another socket", 2n, answer(7, "a", IP)],
  ["of another transaction", 1n, answer(8, "a", IP)],
  ["to another question", 1n, answer(7, "b", IP)],
])("an answer %s gives no name", (_, socket, message) => {
  const names = new RemoteNames(new TextStore());
  names.ask(1n, 7, ["a"]);
  names.answer(socket, message);
  expect(names.of("192.0.2.1").names).toEqual([]);
});

test("a list that an event has does not change any more", () => {
  const names = new RemoteNames(new TextStore());
  names.ask(1n, 7, ["a", "b"]);
  names.answer(1n, answer(7, "a", IP));
  const before = names.of("192.0.2.1").names;
  names.answer(1n, answer(7, "b", IP));
  expect(before.map(({ raw }) => raw)).toEqual(["a"]);
});

test("the names of one address end somewhere, and the list says so", () => {
  const names = new RemoteNames(new TextStore());
  for (let number = 0; number < 300; number++) {
    names.ask(1n, number, [`n${number}`]);
    names.answer(1n, answer(number, `n${number}`, IP));
  }
  expect(names.of("192.0.2.1").isCut).toBe(true);
  expect(namesOf(names, "192.0.2.1")).toEqual(Array.from({ length: 256 }, (_, number) => `n${number}`));
});

test("questions and addresses without end do not fill the memory: the oldest are forgotten, and it is told", () => {
  const names = new RemoteNames(new TextStore());
  names.ask(1n, 7, ["old"]);
  for (let socket = 2; socket <= 40_000; socket++) names.ask(BigInt(socket), 7, ["new"]);
  names.answer(1n, answer(7, "old", IP));
  expect(names.of("192.0.2.1")).toEqual({ names: [], isCut: false });

  names.ask(1n, 7, ["a"]);
  for (let block = 0; block < 280; block++) {
    const addresses = Array.from({ length: 250 }, (_, host) => [10, block >> 8, block & 0xff, host]);
    names.answer(1n, answer(7, "a", ...addresses));
  }
  // Nobody knows any more whether it had names.
  expect(names.of("10.0.0.0")).toEqual({ names: [], isCut: true });
  expect(namesOf(names, "10.1.23.249")).toEqual(["a"]);
});

test("names that a job makes up take no more memory than they may", () => {
  const names = new RemoteNames(new TextStore());
  const before = memoryInUse();
  for (let number = 0; number < 100_000; number++) {
    const name = `${number}-`.padEnd(60, "x");
    names.ask(BigInt(number), 7, [name]);
    names.answer(BigInt(number), answer(7, name, [10, number >> 16, (number >> 8) & 0xff, number & 0xff]));
  }
  // Questions, addresses, and texts.
  expect(memoryInUse() - before).toBeLessThan(1.2 * (4 + 8 + 16) * 2 ** 20);
});

test("an answer with an address for every name that others have is not compared without end", () => {
  const names = new RemoteNames(new TextStore());
  const addresses = Array.from({ length: 20 }, (_, host) => [10, 0, 0, host]);
  let id = 0;
  const tell = (name: string, ...told: readonly number[][]): void => {
    names.ask(1n, ++id, [name]);
    names.answer(1n, answer(id, name, ...told));
  };
  // Each address has names that no other has.
  for (const [host, address] of addresses.entries()) {
    for (let number = 0; number < 200; number++) tell(`n${host}-${number}`, address);
  }
  tell("last", ...addresses);
  const told = addresses.map(([, , , host]) => names.of(`10.0.0.${host}`));
  expect(told.map(({ names, isCut }) => [names.length, isCut])).toEqual([
    ...Array(10).fill([201, false]),
    ...Array(10).fill([200, true]),
  ]);
});

test("where an answer was too much to read, an address without names may have some", () => {
  const names = new RemoteNames(new TextStore());
  const long = Buffer.from(`${"\x01x".repeat(126)}\0`, "latin1");
  const at = 12 + 7;
  // Each asks for another name: those that start at each second byte of the first record.
  const records = Array.from({ length: 100 }, (_, n) => {
    const target = at + 11 + 2 * n;
    return Buffer.from([0xc0 | (target >> 8), target & 0xff, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...IP]);
  });
  const message = Buffer.concat([
    Buffer.from([0, 7, 0x81, 0x80, 0, 1, 0, 101, 0, 0, 0, 0, 1, 97, 0, 0, 1, 0, 1]),
    Buffer.from([0, 0, 16, 0, 1, 0, 0, 0, 60, 0, long.length]),
    long,
    ...records,
  ]);
  names.answer(1n, message);
  expect(names.of("192.0.2.1")).toEqual({ names: [], isCut: false });
  names.ask(1n, 7, ["a"]);
  names.answer(1n, message);
  expect(names.of("192.0.2.1")).toEqual({ names: [], isCut: true });
});
