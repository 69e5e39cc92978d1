import { copyFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { capture, type PlainEvent, plain, TEST_PROCESS, temporaryFolder, trigger } from "./capture.ts";

const A = "a".repeat(4000);
const CUT = { tags: ["truncated", "argv_cut"] };

test("every way to execute a program is reported once, with its path, arguments and lineage", async () => {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/sub`);
  for (const name of ["nothing", "memfd:x", "unlinked"]) {
    copyFileSync(trigger("nothing"), `${folder}/${name}`);
  }
  symlinkSync("nothing", `${folder}/link`);
  writeFileSync(`${folder}/script`, `#!${folder}/nothing -option with space\n`, { mode: 0o700 });
  writeFileSync(`${folder}/plain`, "", { mode: 0o600 });
  writeFileSync(`${folder}/text`, "text", { mode: 0o700 });
  const program = trigger("process_exec");
  const { events } = await capture(program, [folder]);

  const executed = (
    path: string,
    argv: readonly string[],
    { is_memfd = false, above = [program], tags = [] as readonly string[] } = {},
  ): PlainEvent => ({
    kind: "process_exec",
    payload: { is_memfd },
    exec_path: path,
    argv,
    ancestors: [...above, TEST_PROCESS],
    tags,
    count: 1,
  });
  const nothing = `${folder}/nothing`;
  expect(plain(events, "process_exec")).toEqual([
    executed(program, [program, folder], { above: [] }),
    executed(nothing, ["nothing", "a b", "", "new\nline", "no utf-8 \udcff\udcc3"]),
    executed(nothing, ["nothing"]),
    executed(`${folder}/link`, ["nothing"]),
    executed(nothing, ["nothing"]),
    // Given by descriptor: the file itself.
    executed(nothing, ["nothing"]),
    executed(nothing, ["nothing"]),
    // The kernel gives a program without arguments an empty one.
    executed(nothing, [""]),
    executed(nothing, ["vforked"]),
    executed(nothing, ["spawned"]),
    executed(nothing, ["thread"]),

    executed("/memfd:payload", ["nothing"], { is_memfd: true }),
    executed(`${folder}/memfd:x`, ["nothing"]),
    executed(`${folder}/unlinked`, ["nothing"]),
    executed(`${folder}/script`, [nothing, "-option with space", "script", "argument"]),

    // Of 12 kB the first 4095 bytes and the last.
    executed(nothing, ["nothing", A, `${"b".repeat(86)}…`, `…${"b".repeat(93)}`, "c".repeat(4000)], CUT),
    executed(nothing, ["nothing", "w".repeat(8182)]),
    executed(nothing, [`${"l".repeat(4095)}…`, `…${"l".repeat(4088)}`, "after"], CUT),

    executed(program, ["self", folder, "chain"]),
    executed(nothing, ["chained"], { above: [program, program] }),
    executed(nothing, ["grandchild"], { above: [program, program] }),
    executed(nothing, ["orphan"], { above: [program, program] }),
  ]);
});

test("every program of a chain of execs in one process is an ancestor of the next", async () => {
  const folder = temporaryFolder();
  copyFileSync(trigger("nothing"), `${folder}/nothing`);
  const { events } = await capture("/bin/bash", [
    "--norc",
    "-c",
    `exec /usr/bin/env -C ${folder} /bin/sh -c 'exec ./nothing'`,
  ]);
  expect(plain(events, "process_exec").map(({ exec_path, ancestors }) => [exec_path, ancestors])).toEqual([
    ["/bin/bash", [TEST_PROCESS]],
    ["/usr/bin/env", ["/bin/bash", TEST_PROCESS]],
    ["/bin/sh", ["/usr/bin/env", "/bin/bash", TEST_PROCESS]],
    [`${folder}/nothing`, ["/bin/sh", "/usr/bin/env", "/bin/bash", TEST_PROCESS]],
  ]);
});

test("a program executed in the folder of a descriptor has that folder's path", async () => {
  const folder = temporaryFolder();
  copyFileSync(trigger("nothing"), `${folder}/nothing`);
  const program = trigger("exec_in_folder");
  const { events } = await capture(program, [folder]);
  expect(plain(events, "process_exec").map(({ exec_path }) => exec_path)).toEqual([
    program,
    `${folder}/nothing`,
  ]);
});

test("a program that runs itself again by /proc/self/exe has its own path", async () => {
  const { events } = await capture("/bin/bash", ["--norc", "-c", "exec /proc/self/exe -c true"]);
  expect(plain(events, "process_exec").map(({ exec_path }) => exec_path)).toEqual([
    "/bin/bash",
    realpathSync("/bin/bash"),
  ]);
});

test("a deleted file on tmpfs is no memfd, though it has the name of one", async () => {
  const path = `/dev/shm/memfd:runwarden-${process.pid}`;
  copyFileSync(trigger("nothing"), path);
  const { events } = await capture("/bin/bash", [
    "--norc",
    "-c",
    `exec 9<${path}; rm ${path}; exec /proc/self/fd/9`,
  ]);
  const executed = plain(events, "process_exec").at(-1);
  expect([executed?.exec_path, executed?.payload]).toEqual([path, { is_memfd: false }]);
});
