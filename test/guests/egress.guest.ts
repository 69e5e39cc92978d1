import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EGRESS_TRIGGER_NETWORK, EGRESS_TRIGGER_POLICY } from "../native/egress-policy.ts";
import { capture, temporaryFolder, trigger } from "./capture.ts";

/** A collector that keeps what is below the first shell from hosts, beside the guest's own, which only records. */
const SCRIPT = `
  set -e; cd "$1"; PATH=/guest/bin
  ${EGRESS_TRIGGER_NETWORK}
  mkdir -p /etc; echo nameserver 127.0.0.53 > /etc/resolv.conf
  sh -c '{ printf "{}\\\\000%s\\\\000" 1000000000; cat policy; } | /guest/collector start $$ > start; "$1"; exit $?' sh "$2"
  "$2" free
  folder=$(sed 's/.*"directory":"\\([^"]*\\)".*/\\1/' start)
  until grep -q '"reason":"scope-ended"' "$folder/events.log"; do sleep 0.1; done
  /guest/collector remove "$folder"
`;

test("egress: block keeps a job from hosts on this kernel too, and nobody else", async () => {
  const folder = temporaryFolder();
  writeFileSync(`${folder}/policy`, EGRESS_TRIGGER_POLICY);
  const { events } = await capture("/bin/sh", ["-c", SCRIPT, "sh", folder, trigger("egress_block")]);
  expect(events.length).toBeGreaterThan(0);
  // Two collectors load all their programs, which takes an emulated processor a minute.
}, 250_000);
