import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eventToJson } from "../../src/events/json.ts";
import { type Capture, capture, TEST_FOLDER, temporaryFolder, trigger } from "./capture.ts";

/** The programs that were executed, each with its folder. */
function executed({ events }: Capture): [string, string | undefined][] {
  return events
    .filter(({ kind }) => kind === "process_exec")
    .map((event) => eventToJson(event).process)
    .map(({ exec_path, cwd }) => [exec_path, cwd]);
}

/** Runs a script of the shell's in a folder with a program that is called nothing. */
async function inFolder(script: (folder: string) => string): Promise<{ folder: string; all: Capture }> {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/sub/deep`, { recursive: true });
  copyFileSync(trigger("nothing"), `${folder}/nothing`);
  writeFileSync(`${folder}/read`, "");
  symlinkSync("sub/deep", `${folder}/link`);
  return { folder, all: await capture("/bin/bash", ["--norc", "-c", script(folder)]) };
}

test("a program's folder is that in which it was executed, links resolved, and not where it lies", async () => {
  const { folder, all } = await inFolder(
    (here) =>
      `cd ${here}/link && ${here}/nothing && (cd ${here}; ./nothing; sub/../nothing); cd / && ${here}/nothing; true`,
  );
  expect(executed(all)).toEqual([
    ["/bin/bash", TEST_FOLDER],
    [`${folder}/nothing`, `${folder}/sub/deep`],
    [`${folder}/nothing`, folder],
    [`${folder}/nothing`, folder],
    [`${folder}/nothing`, "/"],
  ]);
});

test("a fork has the folder of its program's exec, and so has an ancestor, wherever it goes", async () => {
  const { folder, all } = await inFolder(
    (here) => `cd ${here}/sub; exec /bin/bash --norc -c 'cd /; (: < ${here}/read; :) ; exec ${here}/nothing'`,
  );
  const opened = all.events.find(({ payload }) => "path" in payload && payload.path.raw === `${folder}/read`);
  expect(opened && eventToJson(opened).process).toMatchObject({
    exec_path: "/bin/bash",
    cwd: `${folder}/sub`,
  });
  const last = all.events.filter(({ kind }) => kind === "process_exec").at(-1);
  const { cwd, ancestors } = last === undefined ? { ancestors: [] } : eventToJson(last).process;
  expect([cwd, ancestors[0]?.cwd]).toEqual(["/", `${folder}/sub`]);
  // From before the start, as /proc tells it.
  expect(ancestors.find(({ is_runner }) => is_runner)?.cwd).toBe(TEST_FOLDER);
});

test("a folder that was removed has the path that it had", async () => {
  const { folder, all } = await inFolder(
    (here) => `cd ${here}/sub/deep; rmdir ../deep; exec ${here}/nothing`,
  );
  expect(executed(all).at(-1)).toEqual([`${folder}/nothing`, `${folder}/sub/deep`]);
});

test("of a folder that is in no tree any more the end is told, and the program's own file is whole", async () => {
  const { all, folder } = await inFolder(
    (here) =>
      `unshare -m /bin/bash -c 'mount -t tmpfs none ${here}/sub && mkdir ${here}/sub/in && cd ${here}/sub/in && umount -l ${here}/sub && exec ${here}/nothing'`,
  );
  const last = all.events.filter(({ kind }) => kind === "process_exec").at(-1);
  const { exec_path, file_path, cwd } = last === undefined ? ({} as never) : eventToJson(last).process;
  expect({ exec_path, file_path, cwd }).toEqual({
    exec_path: `${folder}/nothing`,
    file_path: `${folder}/nothing`,
    cwd: "…/in",
  });
  expect(last?.tags).toEqual(["truncated"]);
});

test("the deepest folder that a path can name is whole", async () => {
  const folder = temporaryFolder();
  copyFileSync(trigger("nothing"), `${folder}/nothing`);
  const name = "d".repeat(200);
  const deep = Array.from({ length: 18 }, () => name).join("/");
  mkdirSync(`${folder}/${deep}`, { recursive: true });
  const all = await capture("/bin/bash", ["--norc", "-c", `cd ${folder}/${deep} && exec ${folder}/nothing`]);
  expect(executed(all).at(-1)).toEqual([`${folder}/nothing`, `${folder}/${deep}`]);
});

test("the tool and the verb of real programs are those of their command lines", async () => {
  const folder = temporaryFolder();
  for (const name of ["npm", "gradlew"])
    writeFileSync(`${folder}/${name}`, "#!/bin/sh\n:\n", { mode: 0o755 });
  copyFileSync(trigger("nothing"), `${folder}/pip3.11`);
  const script = `cd ${folder}; ./npm --prefix test ci; PATH=. gradlew -x test build; ./pip3.11 install x; sh ./npm t`;
  const { events } = await capture("/bin/bash", ["--norc", "-c", script]);
  const told = events
    .filter(({ kind }) => kind === "process_exec")
    .map((event) => eventToJson(event).process)
    .map(({ tool, verb }) => [tool, verb]);
  expect(told).toEqual([
    ["sh", undefined],
    ["npm", "ci"],
    ["gradle", "build"],
    ["pip", "install"],
    ["npm", "test"],
  ]);
});
