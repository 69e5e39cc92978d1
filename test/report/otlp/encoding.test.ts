import { expect, test } from "vitest";
import { VERSION } from "../../../src/log/format.ts";
import { attributesJson, recordJson, requestFrame, resourceJson } from "../../../src/report/otlp/encoding.ts";

test("each kind of value has the form that OTLP's JSON has for it, 64-bit numbers as texts", () => {
  const attributes = { a: "x", b: 7, c: -1, d: 1.5, e: true, f: ["y", 2], g: { h: "z", i: undefined } };
  expect(attributesJson(attributes)).toBe(
    [
      '{"key":"a","value":{"stringValue":"x"}}',
      '{"key":"b","value":{"intValue":"7"}}',
      '{"key":"c","value":{"intValue":"-1"}}',
      '{"key":"d","value":{"doubleValue":1.5}}',
      '{"key":"e","value":{"boolValue":true}}',
      '{"key":"f","value":{"arrayValue":{"values":[{"stringValue":"y"},{"intValue":"2"}]}}}',
      '{"key":"g","value":{"kvlistValue":{"values":[{"key":"h","value":{"stringValue":"z"}}]}}}',
    ].join(","),
  );
});

test("what says nothing is left out, but not what is false, 0 or an empty list", () => {
  expect(attributesJson({ a: undefined, b: "" })).toBe("");
  expect(attributesJson({ a: false, b: 0, c: [] })).toBe(
    '{"key":"a","value":{"boolValue":false}},{"key":"b","value":{"intValue":"0"}},{"key":"c","value":{"arrayValue":{"values":[]}}}',
  );
});

test("bytes that are no UTF-8 and NULs are texts that protocol buffers have", () => {
  expect(attributesJson({ path: "/tmp/\udcff\u0000\u202e" })).toBe(
    '{"key":"path","value":{"stringValue":"/tmp/\ufffd\\u0000\u202e"}}',
  );
});

const RECORD = {
  eventName: "runwarden.match",
  timeNs: 1_764_025_012_123_456_789n,
  observedNs: 1_764_025_100_000_000_000n,
  severity: "ERROR",
  body: "x",
} as const;

test("a record has its times in nanoseconds, its severity as number and name, and the attributes of all parts", () => {
  expect(
    recordJson({ ...RECORD, attributes: [attributesJson({ a: 1 }), "", attributesJson({ b: 2 })] }),
  ).toBe(
    '{"timeUnixNano":"1764025012123456789","observedTimeUnixNano":"1764025100000000000","severityNumber":17,' +
      '"severityText":"ERROR","eventName":"runwarden.match","body":{"stringValue":"x"},' +
      '"attributes":[{"key":"a","value":{"intValue":"1"}},{"key":"b","value":{"intValue":"2"}}]}',
  );
});

test.each([undefined, -5n])(
  "a time %s, which OTLP has no number for, is the one that stands for none",
  (timeNs) => {
    expect(JSON.parse(recordJson({ ...RECORD, timeNs, attributes: [] })).timeUnixNano).toBe("0");
  },
);

test("records stand in a request of one resource and one scope", () => {
  const [before, behind] = requestFrame(resourceJson({ "service.name": "runwarden" }));
  expect(`${before}1,2${behind}`).toBe(
    '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"runwarden"}}]},' +
      `"scopeLogs":[{"scope":{"name":"runwarden","version":"${VERSION}"},"logRecords":[1,2]}]}]}`,
  );
});
