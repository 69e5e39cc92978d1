import { expect, test } from "vitest";
import { capture, trigger } from "./capture.ts";

test("a connect has the names that DNS answers gave its address, and only answers to what was asked count", async () => {
  const program = trigger("dns_answer");
  const { events, summary } = await capture(program, []);
  const connects = events.flatMap((event) =>
    event.kind === "network_connect" && event.payload.remote_port.valueOf() === 7001
      ? [[event.payload.remote_ip.raw, event.payload.remote_domains.map(({ raw }) => raw)]]
      : [],
  );
  expect(connects).toEqual([
    // Before there was an answer.
    ["127.0.1.1", []],
    ["127.0.1.1", ["one.example.com"]],
    ["127.0.1.1", ["one.example.com"]],
    ["2001:db8::1", ["one.example.com"]],
    // Aliases.
    ["127.0.1.2", ["alias.example.com", "cdn.example.net", "edge.example.net"]],
    ["127.0.1.1", ["one.example.com", "alias.example.com", "cdn.example.net", "edge.example.net"]],
    // A resolver at an IPv6 address.
    ["127.0.1.3", ["v6.example.com"]],
    // Answers to nothing that was asked.
    ["127.0.2.1", []],
    // TCP.
    ["127.0.3.1", ["tcp.example.com"]],
    ["127.0.3.2", ["pair-1.example.com"]],
    ["127.0.3.3", ["pair-2.example.com"]],
    // Two in one packet, parted by the kernel for the one socket and left together for the other.
    ["127.0.4.1", ["segment-1.example"]],
    ["127.0.4.2", ["segment-2.example"]],
    ["127.0.4.3", ["segment-1.example"]],
    ["127.0.4.4", ["segment-2.example"]],
    // At another port than 53.
    ["127.0.7.1", ["other-port.example"]],
  ]);
  const answers = summary.trailer?.counts.dns_answer;
  expect(answers?.written).toBeGreaterThan(0);
  expect(answers).toEqual({ seen: answers?.written, written: answers?.written, dropped: 0 });
});
