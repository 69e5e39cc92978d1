import { chmodSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, temporaryFolder } from "./capture.ts";

/** A program that stands for an installer, whose script buries itself below `deep` before it reads something. */
function installer(deep: string): [program: string, folder: string] {
  const folder = temporaryFolder();
  writeFileSync(`${folder}/deep`, `#!/bin/bash\n${deep}\n: > ${folder}/below; cat ${folder}/below\n`);
  writeFileSync(`${folder}/npm`, `#!/bin/bash\n${folder}/deep 140\n:\n`);
  for (const name of ["deep", "npm"]) chmodSync(`${folder}/${name}`, 0o755);
  return [`${folder}/npm`, folder];
}

test.each([
  ["140 programs in a row, in one process", '[ $1 -gt 0 ] && exec "$0" $(($1-1))'],
  ["140 forks, each of a program", 'if [ $1 -gt 0 ]; then "$0" $(($1-1)); exit; fi'],
  [
    "140 of both, in turns",
    'if [ $1 -gt 0 ]; then [ $(($1 % 2)) = 0 ] && exec "$0" $(($1-1)); "$0" $(($1-1)); exit; fi',
  ],
  [
    "140 forks that execute nothing",
    'f() { [ $1 -gt 0 ] && (f $(($1-1)); :) || cat below; }; cd "$(dirname "$0")"; : > below; f 140; exit',
  ],
])("%s, do not hide the installer above them", async (_, deep) => {
  const [npm, folder] = installer(deep);
  const { events } = await capture(npm, []);
  const read = events.find(
    (event) =>
      event.kind === "file_open" && event.payload.path.raw === `${folder}/below` && event.payload.is_read,
  );
  expect(read?.process.ancestors.filter(({ exec_path }) => exec_path.raw === npm).length).toBeGreaterThan(0);
  expect(read?.process.ancestors.length).toBe(128);
  expect(read?.process.ancestors_left_out).toBeGreaterThan(10);
  expect(read?.tags).toEqual(["truncated", "lineage_cut"]);
});
