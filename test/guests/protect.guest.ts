import { expect, inject, test } from "vitest";
import { capture, trigger } from "./capture.ts";

/** The collector that watches the test is the one that is to be harmed. */
const SCRIPT = `
  PATH=/guest/bin; started=$(cat /guest/answer/start)
  field() { echo "$started" | sed "s/.*\\"$1\\":\\"*\\([^,\\"]*\\).*/\\1/"; }
  exec "$1" "$2" "$(field pid)" "$(field directory)"
`;

test("what would harm the guard is refused on this kernel, to root too, and told", async () => {
  const { events, summary } = await capture(
    "/bin/sh",
    ["-c", SCRIPT, "sh", trigger("protect"), "refused"],
    "on",
  );
  console.log(summary.start.protection, summary.start.missing_programs);
  const told = events.flatMap(({ kind, payload }) =>
    kind === "guard_tamper"
      ? [`${payload.act.raw} ${payload.target.raw} ${payload.number} ${payload.is_denied}`]
      : [],
  );
  console.log(told.join("\n"));
  expect(inject("guest")).toBeDefined();
});

test("harmless", async () => {
  const { events, summary } = await capture(
    "/bin/sh",
    ["-c", SCRIPT, "sh", trigger("protect"), "harmless"],
    "on",
  );
  console.log(summary.start.protection);
  expect(events.filter(({ kind }) => kind === "guard_tamper")).toEqual([]);
});
