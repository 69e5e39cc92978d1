import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

const asked = (domain: string) => ({ domain, source: "resolved" });

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
