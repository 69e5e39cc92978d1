import { expect, test } from "vitest";
import { BlockReader } from "../../src/log/blocks.ts";
import { SignatureChain } from "../../src/log/signatures.ts";
import {
  ALTERED_LOGS,
  ANOTHER,
  BLOCKS,
  check,
  cutLogs,
  EXEC,
  faultIn,
  turnedLogs,
  WHOLE,
  whole,
} from "./altered-logs.ts";
import {
  block,
  JOB,
  RECORDS,
  START,
  signedBlock,
  startText,
  TRAILER,
  trailerText,
  unsignedLog,
} from "./log-bytes.ts";
import { firstKeyOf } from "./signed.ts";

const [start, job] = BLOCKS as [Buffer, Buffer];

test.each([1, 7, WHOLE.length])("a signed log is whole, however it comes", (size) => {
  expect(check(WHOLE, {}, size)).toEqual({ good: 6, fault: "" });
});

test("a log that is cut anywhere is believed up to there, and no further", () => {
  const logs = cutLogs();
  expect(logs.length).toBeGreaterThan(800);
  expect(
    logs
      .filter(({ bytes, good, fault }) => {
        const found = check(bytes);
        return found.good !== good || found.fault !== fault;
      })
      .map(({ name }) => name),
  ).toEqual([]);
});

test("a bit that is turned is found in its block, also where the checksum says that all is well", () => {
  const logs = turnedLogs(4000);
  const found = logs.map(({ bytes }) => faultIn(bytes));
  expect(found.map((fault) => (fault !== undefined && "place" in fault ? fault.place.block : -1))).toEqual(
    logs.map(({ good }) => good),
  );
  // Most of them nothing else would have found.
  expect(found.filter((fault) => fault?.code === "signature").length).toBeGreaterThan(2000);
});

test.each(ALTERED_LOGS)("what the signatures say of $name", ({ bytes, good, fault }) => {
  expect(check(bytes)).toEqual({ good, fault });
});

test("a block that is passed over is signed like any other", () => {
  const unknown = signedBlock(9, 2, "what comes later", { flags: 1 });
  const rest = [signedBlock(RECORDS, 3, EXEC), signedBlock(TRAILER, 4, trailerText({ process_exec: 1 }))];
  expect(check(whole([start, job, unknown, ...rest]))).toEqual({ good: 4, fault: "" });
  const unsigned = block(9, 2, "what comes later", { flags: 1 });
  expect(check(whole([start, job, unsigned, ...rest]))).toEqual({ good: 2, fault: "unsigned at 2" });
});

test("a log with another first key than the one that is known is refused, and says which it has", () => {
  expect(check(WHOLE, { firstKey: firstKeyOf() })).toEqual({ good: 6, fault: "" });
  expect(check(WHOLE, { firstKey: firstKeyOf().toUpperCase() })).toEqual({ good: 6, fault: "" });
  expect(check(ANOTHER, { firstKey: firstKeyOf() })).toEqual({ good: 0, fault: "other-key at 0" });
  const reader = new BlockReader(new SignatureChain({ firstKey: firstKeyOf() }));
  expect([...reader.push(ANOTHER)].map(({ type }) => type)).toEqual(["start"]);
  expect(reader.fault).toMatchObject({ code: "other-key", key: firstKeyOf("another log") });
});

test("a masked log is not checked, but is not the log whose key is known", () => {
  const masked = unsignedLog(
    [START, JSON.stringify({ ...(JSON.parse(startText()) as object), masked: true })],
    [JOB, "{}"],
    [TRAILER, trailerText()],
  );
  expect(check(masked)).toEqual({ good: 3, fault: "" });
  expect(check(masked, { firstKey: firstKeyOf() })).toEqual({ good: 0, fault: "unsigned at 0" });
});
