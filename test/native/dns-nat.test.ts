import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { capture, plain, temporaryFolder, trigger } from "./capture.ts";

/** What Docker does in a container for its own resolver. */
const RULES = `
table ip runwarden {
  chain out {
    type nat hook output priority -100; policy accept;
    ip daddr 127.0.0.11 udp dport 53 dnat to 127.0.0.11:41953
    ip daddr 127.0.0.11 tcp dport 53 dnat to 127.0.0.11:41953
  }
}
table ip6 runwarden {
  chain out {
    type nat hook output priority -100; policy accept;
    udp dport 53 dnat to [::1]:41953
    tcp dport 53 dnat to [::1]:41953
  }
}
`;

function askedFor(events: readonly Event[]): unknown[] {
  return plain(events, "domain").map(({ payload, tags }) => [payload.domain, ...tags]);
}

test("a firewall that rewrites the resolver's port hides no query, and no answer", async () => {
  const folder = temporaryFolder();
  writeFileSync(`${folder}/rules`, RULES);
  const { events } = await capture(trigger("dns_nat"), [`${folder}/rules`]);
  expect(askedFor(events)).toEqual([
    ["connected.example"],
    ["v6.example"],
    ["sendto.example"],
    ["many-1.example"],
    ["many-2.example"],
    ["addressed.example"],
    ["sendto-v6.example"],
    ["mapped.example"],
    ["", "truncated"],
    ["tcp.example"],
    ["tcp-v6.example"],
  ]);
  const connects = events.flatMap(({ kind, payload }) =>
    kind === "network_connect" && payload.remote_port === 7001
      ? [[payload.remote_ip.raw, payload.remote_domains.map(({ raw }) => raw)]]
      : [],
  );
  expect(connects).toEqual([
    ["127.0.6.1", ["connected.example"]],
    ["127.0.6.2", ["v6.example"]],
    ["127.0.6.3", ["sendto.example"]],
    ["127.0.6.4", ["sendto-v6.example"]],
    ["127.0.6.5", ["tcp.example"]],
    ["127.0.6.6", ["tcp-v6.example"]],
  ]);
});
