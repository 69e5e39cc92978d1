import { existsSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { finish, plain, run, start, temporaryFolder, trigger, until } from "./capture.ts";

test("what is asked with sockets that were connected before the watch began is seen", async () => {
  const folder = temporaryFolder();
  const program = trigger("dns_sender");
  const ended = run(program, [folder]);
  await until(() => existsSync(`${folder}/ready`));
  const collector = await start();
  writeFileSync(`${folder}/go`, "");
  await ended;
  const { events } = await finish(collector, program);
  expect(plain(events, "domain").map(({ payload, tags }) => [payload.domain, ...tags])).toEqual([
    ["early-udp.example"],
    ["early-tcp.example"],
  ]);
});
