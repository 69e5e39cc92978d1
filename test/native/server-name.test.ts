import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

const named = (domain: string) => ({ domain, source: "tls", via: "packet" });

test("the server names of TLS are reported, however the hello is sent, and behind what", async () => {
  const program = trigger("server_name");
  const { events } = await capture(program, []);
  expect(plain(events, "domain")).toEqual(
    expected(
      "domain",
      [program],
      [
        named("whole.example"),
        named("v6.example"),
        named("fast.example"),
        named("multipath.example"),
        named("split.example"),
        named("bytes.example"),
        named("records.example"),
        { ...named(""), tags: ["truncated"] },
        { ...named("proxy.example"), source: "http" },
        named("tunnel.example"),
        named("mail.example"),
        named("socks.example"),
      ],
    ),
  );
});
