import { expect, test } from "vitest";
import { DigestSink, type Sink, Tee } from "../../src/watch/sink.ts";

/** A copy in memory that takes so many bytes, as a disk does, and tells what it was asked for. */
class SmallSink implements Sink {
  readonly asked: string[] = [];
  #left: number;

  constructor(room: number) {
    this.#left = room;
  }

  async begin(): Promise<void> {
    this.asked.push("begin");
    if (this.#left === 0) throw new Error("there is no disk");
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.asked.push(Buffer.from(chunk).toString());
    if (chunk.length > this.#left) throw new Error("the disk is full");
    this.#left -= chunk.length;
  }

  breakOff(reason: Error): void {
    this.asked.push(reason.message);
  }

  async end(): Promise<void> {
    this.asked.push("end");
  }

  async discard(): Promise<void> {
    this.asked.push("discard");
  }
}

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function all(source: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of source) text += Buffer.from(chunk).toString();
  return text;
}

test("a copy that has failed gets nothing more, which would stand behind a gap; others and the reader do", async () => {
  const [whole, small, none] = [new SmallSink(99), new SmallSink(3), new SmallSink(0)];
  const tee = new Tee([small, none, whole]);
  const source = chunks("ab", "cdef", "g", "h");
  expect(await all(tee.pass(source))).toBe("abcdefgh");
  await tee.end();
  expect(small.asked).toEqual(["begin", "ab", "cdef", "end"]);
  expect(none.asked).toEqual(["begin", "end"]);
  expect(whole.asked).toEqual(["begin", "ab", "cdef", "g", "h", "end"]);
  expect(tee.warnings.map(({ message }) => message)).toEqual([
    "The event log could not be copied: there is no disk",
    "The copy of the event log breaks off: the disk is full",
  ]);
});

test("nor does it get what its reader has left, which the others do", async () => {
  const [whole, small] = [new SmallSink(99), new SmallSink(3)];
  const tee = new Tee([small, whole]);
  const source = chunks("ab", "cdef", "g");
  for await (const _ of tee.pass(source)) break;
  await tee.rest(source);
  await tee.end();
  expect(small.asked).toEqual(["begin", "ab", "cdef", "end"]);
  expect(whole.asked).toEqual(["begin", "ab", "cdef", "g", "end"]);
});

test("the digest is over all bytes of the log, also those that its reader has left", async () => {
  const digest = new DigestSink();
  const tee = new Tee([digest]);
  const source = chunks("ab", "cdef", "g");
  for await (const _ of tee.pass(source)) break;
  await tee.rest(source);
  expect(digest.hex).toBeUndefined();
  await tee.end();
  // printf abcdefg | sha256sum
  expect(digest.hex).toBe("7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a");
});

test("of bytes that were not all looked at there is no digest", async () => {
  const digest = new DigestSink();
  const tee = new Tee([digest]);
  const source = chunks("ab", "c".repeat(64 * 1024 * 1024 + 1));
  for await (const _ of tee.pass(source)) break;
  await tee.rest(source);
  await tee.end();
  expect(digest.hex).toBeUndefined();
});
