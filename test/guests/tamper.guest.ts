import { expect, test } from "vitest";
import { capture, trigger } from "./capture.ts";

/** The collector that watches the test is the one that something is done to. */
const SCRIPT = `
  PATH=/guest/bin; started=$(cat /guest/answer/start)
  field() { echo "$started" | sed "s/.*\\"$1\\":\\"*\\([^,\\"]*\\).*/\\1/"; }
  folder=$(field directory); mount -t tmpfs none "$folder"; umount "$folder"
  exec "$1" change "$(field pid)" "$folder"
`;

test("what is done to the guard is told once each on this kernel too", async () => {
  const { events } = await capture("/bin/sh", ["-c", SCRIPT, "sh", trigger("guard_tamper")]);
  const told = events.flatMap(({ kind, payload }) =>
    kind === "guard_tamper" ? [`${payload.act.raw} ${payload.target.raw} ${payload.number}`] : [],
  );
  expect(told.map((deed) => deed.replace(/^(move|mount) \w{6}/, "$1 FOLDER"))).toEqual([
    "mount FOLDER 0",
    "signal collector 23",
    "signal collector 23",
    "signal collector 23",
    "trace collector 16902",
    "memory collector 0",
    "memory collector 0",
    "descriptor collector 0",
    "limit collector 4",
    "limit collector 0",
    "limit collector 0",
    "limit collector 0",
    "open oom_score_adj 0",
    "namespace collector 0",
    "open events.log 0",
    "open foreign 0",
    "link events.log 0",
    "remove events.log 0",
    "move FOLDER-moved 0",
    "move FOLDER 0",
    "bpf guard.bss 2",
    expect.stringMatching(/^bpf [a-z_]+ 34$/),
  ]);
});
