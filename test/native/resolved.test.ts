import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

const asked = (domain: string) => ({ domain, source: "dns", via: "resolved" });

test("calls on systemd-resolved's socket are look-ups, and those on other sockets are none", async () => {
  const program = trigger("resolved");
  const { events } = await capture(program, []);
  expect(plain(events, "domain")).toEqual(
    expected(
      "domain",
      [program],
      [
        asked("hostname.example.com"),
        asked("record.example.com"),
        asked("_http._tcp.example.com"),
        asked("1.2.0.192.in-addr.arpa"),
        asked("sendmsg.example.com"),
        asked("split.example.com"),
        asked("pair-1.example.com"),
        asked("pair-2.example.com"),
        // Longer than what is kept of a call.
        { ...asked(""), tags: ["truncated"] },

        asked("record.example.com"),
        asked("alias.example.com"),
      ],
    ),
  );
  // From the replies to them.
  const names = events.flatMap(({ kind, payload }) =>
    kind === "network_connect" ? [payload.remote_domains.map(({ raw }) => raw)] : [],
  );
  expect(names).toEqual([["alias.example.com", "cdn.example.net"], []]);
});

test("calls are seen in whatever way they are sent; what is not read of them is told as cut, counted, or lost", async () => {
  const program = trigger("resolved");
  const { events, summary } = await capture(program, ["ways"]);
  expect(plain(events, "domain")).toEqual(
    expected(
      "domain",
      [program, "ways"],
      [
        asked("written.example.com"),
        asked("vector.example.com"),
        asked("many-1.example.com"),
        asked("many-2.example.com"),
        { ...asked(""), tags: ["truncated"] },
        ...Array(8).fill(asked("many-1.example.com")),
      ],
    ),
  );
  expect(summary.coverage.dropped.domain).toBe(1);
  expect(summary.coverage.blindSpots).toEqual({ resolver_request: 2 });
});
