import { afterEach, beforeEach, expect, test } from "vitest";
import { Masker } from "../../src/mask/masker.ts";
import { sendLog } from "../../src/otlp/send-log.ts";
import { OtlpSender } from "../../src/otlp/sender.ts";
import { JOB, log, RECORDS, record, START, startText, TRAILER, trailerText, walk } from "../log/log-bytes.ts";
import { attribute, Receiver, status } from "./receiver.ts";

let receiver: Receiver;

beforeEach(async () => {
  receiver = await Receiver.start();
});

afterEach(() => receiver.stop());

function opened(path: string): Buffer {
  return record("file_open", { pid: 7, startNs: 7e7, strings: { path: walk(path) } });
}

const LOG = log(
  [START, startText()],
  [JOB, "{}"],
  [RECORDS, Buffer.concat([opened("/a"), opened("/ghp_0123456789abcdef0123456789abcdef0123")])],
  [TRAILER, trailerText({ file_open: 2 })],
);

async function sent(chunks: readonly Uint8Array[], signal = new AbortController().signal) {
  const target = { url: receiver.url, headers: [] };
  const sender = new OtlpSender({ target, resource: "{}", proxy: undefined, signal, times: { retry: 1 } });
  const bytes = async function* () {
    yield* chunks;
  };
  await sendLog(sender, bytes(), new Masker(), 1n);
  return sender.end();
}

test("the events of a log are sent without their secrets", async () => {
  expect(await sent([LOG])).toEqual({ sent: 2, unsent: 0, isCutShort: false, reason: undefined });
  expect(receiver.records.map(({ attributes }) => attribute(attributes, "file.path"))).toEqual([
    { stringValue: "/a" },
    { stringValue: "/ghp_***" },
  ]);
});

test("what is no log is told as that, and no error", async () => {
  const { reason, ...others } = await sent([Buffer.alloc(100, "x")]);
  expect(others).toEqual({ sent: 0, unsent: 0, isCutShort: true });
  expect(reason).toMatch(/^the event log could not be read: /);
});

test("of a log that is cut, what there is of it is sent", async () => {
  expect(await sent([LOG.subarray(0, -20)])).toMatchObject({ sent: 2, isCutShort: false });
});

test("where the endpoint takes no more, events are only counted", async () => {
  receiver.answers.push(status(401));
  expect(await sent([LOG])).toMatchObject({ sent: 0, unsent: 2, isCutShort: false });
});

test("when the time is over, the rest of the log is not read to count it", async () => {
  const time = new AbortController();
  time.abort();
  const all = await sent([LOG.subarray(0, -20), LOG.subarray(-20)], time.signal);
  expect(all).toMatchObject({ sent: 0, isCutShort: true, reason: "the time for it was over" });
});
