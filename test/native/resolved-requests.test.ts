import { expect, test } from "vitest";
import { capture, expected, plain, trigger } from "./capture.ts";

const asked = (domain: string) => ({ domain, source: "dns", via: "resolved" });

test("calls on systemd-resolved's socket are seen through io_uring; on a registered file they are counted", async () => {
  const program = trigger("resolved");
  const { events, summary } = await capture(program, ["requests"]);
  expect(plain(events, "domain")).toEqual(
    expected(
      "domain",
      [program, "requests"],
      ["sent", "written", "vector", "message"].map((name) => asked(`${name}.example.com`)),
    ),
  );
  expect(summary.coverage.blindSpots).toEqual({ resolver_request: 1 });
});
