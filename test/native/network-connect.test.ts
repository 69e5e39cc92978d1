import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

function connected(protocol: "tcp" | "udp", remote_ip: string, remote_port: number) {
  const family = remote_ip.includes(":") ? "ipv6" : "ipv4";
  return { remote_ip, remote_port, protocol, family, remote_domains: [] };
}

test("connects are reported where they fail too, datagrams once for each socket and destination", async () => {
  const program = trigger("network_connect");
  const { events } = await capture(program, []);
  expect(plain(events, "network_connect")).toEqual(
    expected(
      "network_connect",
      [program],
      [
        connected("tcp", "127.0.0.1", 7001),
        connected("tcp", "127.0.0.1", 7002),
        connected("tcp", "203.0.113.10", 443),
        connected("tcp", "::1", 7001),
        connected("tcp", "::1", 7002),
        connected("tcp", "2001:db8::1", 443),
        // IPv4 in IPv6 clothes.
        connected("tcp", "127.0.0.1", 7001),
        // TCP Fast Open.
        connected("tcp", "127.0.0.1", 7001),
        connected("tcp", "::1", 7001),
        connected("tcp", "127.0.0.1", 7002),
        // Multipath TCP.
        connected("tcp", "127.0.0.1", 7001),
        connected("tcp", "::1", 7001),
        connected("tcp", "127.0.0.1", 7001),

        connected("udp", "127.0.0.1", 7005),
        connected("udp", "::1", 7005),
        connected("udp", "127.0.0.1", 7005),

        connected("udp", "127.0.0.1", 7005),
        connected("udp", "127.0.0.2", 7005),
        connected("udp", "127.0.0.2", 7006),
        connected("udp", "::1", 7005),
        connected("udp", "127.0.0.1", 7005),
        // sendmmsg, then sendmsg; over IPv6 the other way round.
        connected("udp", "127.0.0.2", 7005),
        connected("udp", "127.0.0.3", 7005),
        connected("udp", "127.0.0.2", 7005),
        connected("udp", "::1", 7005),
        connected("udp", "127.0.0.3", 7005),
        connected("udp", "::1", 7005),
        connected("udp", "127.0.0.3", 7005),
      ],
    ),
  );
});
