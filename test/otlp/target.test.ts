import { expect, test } from "vitest";
import { parseEndpoint, parseHeaders, secretsOf } from "../../src/otlp/target.ts";
import { random } from "../random.ts";

test.each([
  ["https://otel.example.com:4318", "https://otel.example.com:4318/v1/logs"],
  ["https://otel.example.com/otlp/", "https://otel.example.com/otlp/v1/logs"],
  [" http://127.0.0.1:4318/v1/logs ", "http://127.0.0.1:4318/v1/logs"],
  ["https://otel.example.com/v1/logs/", "https://otel.example.com/v1/logs"],
  ["https://otel.example.com/?key=a#b", "https://otel.example.com/v1/logs?key=a"],
])("the logs for %s go to %s", (endpoint, url) => {
  expect(parseEndpoint(endpoint)).toEqual({ value: url });
});

const NO_ADDRESS = "must be an address such as https://otel.example.com:4318";

test.each([
  ["", NO_ADDRESS],
  ["otel.example.com:4318", NO_ADDRESS],
  ["grpc://otel.example.com:4317", NO_ADDRESS],
  ["file:///etc/passwd", NO_ADDRESS],
  ["https://", NO_ADDRESS],
  ["https://u:s3cr3t@otel.example.com", "must have no user and no password in it: give them as a header"],
])("%j is no endpoint, and what is said of it tells no secret", (endpoint, fault) => {
  expect(parseEndpoint(endpoint)).toEqual({ fault });
});

test.each([
  ["", []],
  ["a=b", [["a", "b"]]],
  [
    " x-tenant = 7 , authorization=Bearer%20abc%2Cd=\n",
    [
      ["x-tenant", "7"],
      ["authorization", "Bearer abc,d="],
    ],
  ],
  [
    "a=1\r\nb=2\n\n",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  // A secret that the job of a fork does not get.
  ["authorization=", [["authorization", ""]]],
])("%j are headers", (text, headers) => {
  expect(parseHeaders(text)).toEqual({ value: headers });
});

test.each([
  ["s3cr3t", /^must be key=value, .* %2C and %25 \(number 1 is not\)$/],
  ["a=1,b c=s3cr3t", /number 2 is not/],
  ["a=%s3cr3t", /number 1 is not/],
  ["=s3cr3t", /number 1 is not/],
  ["a=s3cr3t%0d%0ab: c", /^must have values that can stand in a header of HTTP/],
  ["a=s3cr3t\u20281", /^must have values that can stand in a header of HTTP/],
  ["Content-Length=3", /^must not have content-length/],
  ["a=s3cr3t,A=2", /^must have A only once$/],
])("%j are no headers, and what is said of them tells no secret", (text, fault) => {
  const parsed = parseHeaders(text);
  expect(parsed).toEqual({ fault: expect.stringMatching(fault) });
  expect(JSON.stringify(parsed)).not.toContain("s3cr3t");
});

test("whatever is given, it is headers or a fault", () => {
  const choices = random(1);
  const characters = [..."a=,%2\n\r \t\u0000\ud800é;:"];
  for (let round = 0; round < 2000; round++) {
    const text = Array.from({ length: choices.below(12) }, () => choices.pick(characters)).join("");
    const parsed = parseHeaders(text);
    if ("value" in parsed) expect(() => new Headers(parsed.value.map(([a, b]) => [a, b]))).not.toThrow();
    else expect(parsed.fault).toMatch(/^must /);
  }
});

test("secret are values, and what stands in them behind a scheme, but not words such as the number of a tenant", () => {
  const headers = [
    ["authorization", "Bearer abcdefgh"],
    ["x-tenant", "7"],
    ["x-key", "0123456789"],
  ] as const;
  expect(secretsOf({ headers })).toEqual(["Bearer abcdefgh", "abcdefgh", "0123456789"]);
});
