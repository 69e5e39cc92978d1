import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, temporaryFolder, trigger } from "./capture.ts";

/**
 * The guest's own collector watches everything that a test runs, so there is nothing outside. A second one, in a
 * scope of its own below the first, has an outside: the rest of the test. Its log tells also what stands above it, with
 * this text, so that no name which is looked for there may stand here in one piece.
 */
const SCRIPT = `
  set -e; cd "$1"; PATH=/guest/bin; outsider=$2; by=/started-by
  "$outsider" serve "$1/moving" move /sys/fs/cgroup/moved "$1/root" $by-move > /dev/null &
  "$outsider" serve "$1/cloning" clone /sys/fs/cgroup/cloned "$1/root" $by-clone > /dev/null &
  ./systemd serve "$1/staying" stay - "$1/root" $by-systemd > /dev/null &
  ./cron serve "$1/scheduling" stay - "$1/root" $by-cron > /dev/null &
  until [ -e moving ] && [ -e cloning ] && [ -e staying ] && [ -e scheduling ]; do sleep 0.1; done
  sh -c 'echo "{}" | /guest/collector start $$ > start; "$1" ask moving; "$1" ask cloning; "$1" ask staying
    "$1" exchange job cron.d/there; "$1" ask scheduling; "$1" open root/inside' sh "$outsider"
  wait
  folder=$(sed 's/.*"directory":"\\([^"]*\\)".*/\\1/' start)
  until grep -q '"reason":"scope-ended"' "$folder/events.log"; do sleep 0.1; done
  for way in nobody move clone systemd cron; do
    "$3" "$folder/events.log" | grep -q $by-$way && : > told-$way
  done
  /guest/collector remove "$folder"
`;

test("what services start in new control groups, and systemd and cron in any, is adopted on this kernel too", async () => {
  const folder = temporaryFolder();
  const outsider = trigger("outsider");
  mkdirSync(`${folder}/root`);
  writeFileSync(`${folder}/root/inside`, "");
  mkdirSync(`${folder}/cron.d`);
  for (const name of ["job", "cron.d/there"]) writeFileSync(`${folder}/${name}`, "");
  const started = ["move", "clone", "systemd", "cron"].map((way) => `root/started-by-${way}`);
  for (const name of [...started, "systemd", "cron"]) copyFileSync(outsider, `${folder}/${name}`);
  const { events } = await capture("/bin/sh", ["-c", SCRIPT, "sh", folder, outsider, trigger("unpack_log")]);
  const told = events.flatMap((event) => {
    const path = event.kind === "file_open" ? event.payload.path.raw : "";
    return path.startsWith(`${folder}/told-`) ? [path.slice(`${folder}/told-`.length)] : [];
  });
  expect(told).toEqual(["move", "clone", "systemd", "cron"]);
});
