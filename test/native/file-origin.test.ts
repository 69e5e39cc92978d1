import { mkdirSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eventToJson } from "../../src/events/json.ts";
import { capture, temporaryFolder, trigger } from "./capture.ts";

test("a secret that is moved, linked, mounted or reached below another root is still told as what it was", async () => {
  const folder = temporaryFolder();
  for (const name of ["home", "home/.aws", "mount", "tmpfs"]) mkdirSync(`${folder}/${name}`);
  for (const name of ["home/.aws/credentials", "home/.aws/config", "file"]) {
    writeFileSync(`${folder}/${name}`, "");
  }
  const { events } = await capture(trigger("file_origin"), [folder]);
  const short = (path: unknown) => String(path ?? "").replace(`${folder}/`, "");
  const read = events
    .map((event) => eventToJson(event).payload)
    .filter(({ path, is_read }) => path !== undefined && is_read === true);
  const secret = "home/.aws/credentials";
  expect(read.map(({ path, origin_path }) => [short(path), short(origin_path)])).toEqual([
    [secret, ""],
    ["moved", secret],
    ["twice", secret],
    [secret, ""],

    ["linked", secret],
    ["linked", secret],
    ["linked-moved", secret],
    ["linked-moved", ""],
    ["by-descriptor", secret],

    ["token", "home/.aws/token.tmp"],

    ["home/moved/credentials", secret],
    ["home/moved/settings", "home/.aws/config"],
    ["through", secret],
    ["other", secret],
    [secret, "other"],

    ["mount/credentials", secret],
    ["mount/moved", secret],
    ["file", secret],
    ["tmpfs/again/secret", "/secret"],
    ["/credentials", secret],
    ["/moved", secret],
  ]);
  const others = read.flatMap(({ path, origin_paths }) =>
    ["token", "home/moved/settings"].includes(short(path)) ? [(origin_paths as string[]).map(short)] : [],
  );
  expect(others).toEqual([
    ["home/.aws/token.tmp", "home/.aws/token"],
    ["home/.aws/config", "home/.aws/settings"],
  ]);
});
