import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

const asked = (domain: string) => ({ domain, source: "dns", via: "nscd" });

test("what nscd is asked for of hosts are look-ups, and that its memory was asked for, or D-Bus, is counted", async () => {
  const program = trigger("nscd");
  const { events, summary } = await capture(program, []);
  expect(plain(events, "domain")).toEqual(
    expected(
      "domain",
      [program],
      [
        asked("host.example.com"),
        asked("info.example.com"),
        asked("1.2.0.192.in-addr.arpa"),
        asked("parts.example.com"),
      ],
    ),
  );
  expect(summary.coverage.blindSpots).toEqual({ nscd_memory: 1, resolved_bus: 2 });
});
