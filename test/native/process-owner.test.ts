import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import type { Process } from "../../src/events/event.ts";
import { capture, finish, start, temporaryFolder, trigger, until } from "./capture.ts";
import { hangingFiles } from "./hanging-files.ts";

/** Somebody who is not root. */
const OTHER = 65_534;
const NOTHING = trigger("nothing");
/** The number of read(2). */
const READ_CALL = process.arch === "arm64" ? 63 : 0;

/** A new folder in which nobody but root can write, nor in any above it. */
function rootFolder(): string {
  const folder = mkdtempSync("/opt/runwarden-test-");
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A program, the same each time, at some path. */
function program(path: string): string {
  copyFileSync(NOTHING, path);
  chmodSync(path, 0o755);
  return path;
}

/** What is told of the file that a process runs. */
function fileOf({
  exec_path,
  file_path,
  is_root_owned,
}: Pick<Process, "exec_path" | "file_path" | "is_root_owned">) {
  return [exec_path.raw, file_path?.raw, is_root_owned];
}

/** What is told of the last program that a shell's commands execute, in namespaces of its own where flags say so. */
async function executed(commands: string, unshare: readonly string[] = ["--mount"]): Promise<unknown> {
  const { events } = await capture("/usr/bin/unshare", [...unshare, "/bin/bash", "--norc", "-ec", commands]);
  const last = events.filter(({ kind }) => kind === "process_exec").at(-1);
  return last && fileOf(last.process);
}

test("a program is root's where it and all folders above it are, however it is reached", async () => {
  const [folder, own] = [rootFolder(), temporaryFolder()];
  const path = program(`${folder}/program`);
  symlinkSync(path, `${folder}/link`);
  symlinkSync(`${folder}/link`, `${own}/link`);
  symlinkSync(folder, `${own}/folder`);
  expect(await executed(`exec ${path}`)).toEqual([path, path, true]);
  // A name means nothing: the file does.
  expect(await executed(`exec ${own}/link`)).toEqual([`${own}/link`, path, true]);
  expect(await executed(`cd ${own}; exec ./folder/link`)).toEqual([`${own}/folder/link`, path, true]);
  expect(await executed(`exec 9<${path}; exec /proc/self/fd/9`)).toEqual([path, path, true]);
});

test.each([
  ["it is another's", (path: string) => chownSync(path, OTHER, 0)],
  ["its group may write it", (path: string) => chmodSync(path, 0o775)],
  ["all may write it", (path: string) => chmodSync(path, 0o757)],
  ["its folder is another's", (_: string, folder: string) => chownSync(folder, OTHER, 0)],
  ["its folder's group may write there", (_: string, folder: string) => chmodSync(folder, 0o775)],
  ["all may write in its folder, as in /tmp", (_: string, folder: string) => chmodSync(folder, 0o1777)],
])("a program of root is not root's alone where %s", async (_, change) => {
  const above = rootFolder();
  const folder = `${above}/folder`;
  mkdirSync(`${folder}/bin`, { recursive: true });
  const path = program(`${folder}/bin/program`);
  expect(await executed(`exec ${path}`)).toEqual([path, path, true]);
  change(path, folder);
  expect(await executed(`exec ${path}`)).toEqual([path, path, false]);
});

test("a hard link in a folder of another, to a program of root, is not root's", async () => {
  const path = program(`${rootFolder()}/program`);
  const own = temporaryFolder();
  try {
    linkSync(path, `${own}/program`);
  } catch {
    // On another file system there can be none; a copy that root owns is the same.
    program(`${own}/program`);
  }
  expect(await executed(`exec ${own}/program`)).toEqual([`${own}/program`, `${own}/program`, false]);
});

test("what is mounted counts with the place that it is mounted on", async () => {
  const folder = rootFolder();
  const own = temporaryFolder();
  const path = program(`${folder}/program`);
  program(`${folder}/other`);
  program(`${own}/program`);
  chownSync(`${own}/program`, OTHER, 0);
  mkdirSync(`${folder}/place`);
  // Root's program in a folder of another; another's in root's; root's own in root's.
  expect(await executed(`mount --bind ${path} ${own}/program; exec ${own}/program`)).toEqual([
    `${own}/program`,
    `${own}/program`,
    false,
  ]);
  expect(await executed(`mount --bind ${own}/program ${path}; exec ${path}`)).toEqual([path, path, false]);
  expect(await executed(`mount --bind ${folder}/other ${path}; exec ${path}`)).toEqual([path, path, true]);
  // A file system with root's files in it, on a folder of another.
  const mount = `mount -t tmpfs -o mode=755 none ${folder}/place; cp ${path} ${folder}/place; exec ${folder}/place/program`;
  const placed = `${folder}/place/program`;
  expect(await executed(mount)).toEqual([placed, placed, true]);
  chownSync(`${folder}/place`, OTHER, 0);
  expect(await executed(mount)).toEqual([placed, placed, false]);
});

test("a program of an overlay has the owner that it has there", async () => {
  const folder = rootFolder();
  for (const name of ["lower", "upper", "work", "merged"]) mkdirSync(`${folder}/${name}`);
  program(`${folder}/lower/program`);
  const merged = `${folder}/merged/program`;
  const mount = `mount -t tmpfs none ${folder}/work; mkdir ${folder}/work/u ${folder}/work/w; mount -t overlay -o lowerdir=${folder}/lower,upperdir=${folder}/work/u,workdir=${folder}/work/w none ${folder}/merged`;
  expect(await executed(`${mount}; exec ${merged}`)).toEqual([merged, merged, true]);
  expect(await executed(`${mount}; chown ${OTHER} ${merged}; exec ${merged}`)).toEqual([
    merged,
    merged,
    false,
  ]);
});

test("who is root only of users of its own can neither own nor mount a program as root", async () => {
  const folder = rootFolder();
  const [path, other] = [program(`${folder}/program`), program(`${folder}/other`)];
  const asRoot = ["--user", "--map-root-user", "--mount"];
  // Nothing was changed, but it could have been.
  expect(await executed(`exec ${path}`, asRoot)).toEqual([path, path, false]);
  expect(await executed(`mount --bind ${other} ${path}; exec ${path}`, asRoot)).toEqual([path, path, false]);
  expect(await executed(`exec 9<${path}; exec /proc/self/fd/9`, asRoot)).toEqual([path, path, false]);
});

test("below another root folder a path is no root's, for it means something else there", async () => {
  const folder = rootFolder();
  mkdirSync(`${folder}/bin`);
  program(`${folder}/bin/program`);
  expect(await executed(`exec chroot ${folder} /bin/program`)).toEqual([
    "/bin/program",
    "/bin/program",
    false,
  ]);
  // The same where it is a mount; but not where the whole tree was replaced.
  expect(await executed(`mount --bind ${folder} ${folder}; exec chroot ${folder} /bin/program`)).toEqual([
    "/bin/program",
    "/bin/program",
    false,
  ]);
});

test("a deleted program, and one in memory, are nobody's", async () => {
  const folder = rootFolder();
  const path = program(`${folder}/program`);
  expect(await executed(`exec 9<${path}; rm ${path}; exec /proc/self/fd/9`)).toEqual([path, path, false]);
  const { events } = await capture(trigger("process_exec"), [temporaryFolderWithPrograms()]);
  const inMemory = events.find((event) => event.kind === "process_exec" && event.payload.is_memfd);
  expect(inMemory && fileOf(inMemory.process)).toEqual(["/memfd:payload", "/memfd:payload", false]);
});

function temporaryFolderWithPrograms(): string {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/sub`);
  for (const name of ["nothing", "memfd:x", "unlinked"]) copyFileSync(NOTHING, `${folder}/${name}`);
  symlinkSync("nothing", `${folder}/link`);
  writeFileSync(`${folder}/script`, `#!${folder}/nothing\n`, { mode: 0o700 });
  writeFileSync(`${folder}/plain`, "", { mode: 0o600 });
  writeFileSync(`${folder}/text`, "text", { mode: 0o700 });
  return folder;
}

test("a script has its own file, and is root's where its interpreter is too", async () => {
  const [folder, own] = [rootFolder(), temporaryFolder()];
  program(`${folder}/program`);
  program(`${own}/program`);
  const script = (path: string, interpreter: string) => {
    writeFileSync(path, `#!${interpreter}\n`, { mode: 0o755 });
    chmodSync(path, 0o755);
    return path;
  };
  const [good, alien, nested] = [
    script(`${folder}/good`, `${folder}/program`),
    script(`${folder}/alien`, `${own}/program`),
    script(`${folder}/nested`, `${folder}/good`),
  ];
  const bad = script(`${own}/bad`, `${folder}/program`);
  symlinkSync(good, `${own}/link`);
  expect(await executed(`exec ${good}`)).toEqual([good, good, true]);
  expect(await executed(`exec ${own}/link`)).toEqual([`${own}/link`, good, true]);
  expect(await executed(`exec ${alien}`)).toEqual([alien, alien, false]);
  expect(await executed(`exec ${bad}`)).toEqual([bad, bad, false]);
  expect(await executed(`exec ${nested}`)).toEqual([nested, nested, true]);
  expect(await executed(`exec 9<${good}; exec /proc/self/fd/9`)).toEqual([good, good, true]);
  // Files that close on exec are let go behind the script, and do not hide it.
  const many = `import os
for n in range(200): os.open("${own}/program", os.O_RDONLY | os.O_CLOEXEC)
os.execv("${good}", ["good"])`;
  writeFileSync(`${own}/many.py`, many);
  expect(await executed(`exec python3 ${own}/many.py`)).toEqual([good, good, true]);
});

test("what was root's when it was executed stays so, whatever becomes of its folder", async () => {
  const folder = rootFolder();
  mkdirSync(`${folder}/bin`);
  copyFileSync("/bin/bash", `${folder}/bin/bash`);
  const own = temporaryFolder();
  const { events } = await capture(`${folder}/bin/bash`, [
    "--norc",
    "-c",
    `mv ${folder}/bin ${folder}/gone; chmod 777 ${folder}; : > ${own}/x; ${own}/../..${NOTHING}`,
  ]);
  const opened = events.find((event) => event.kind === "file_open" && event.payload.path.raw === `${own}/x`);
  const expected = [`${folder}/bin/bash`, `${folder}/bin/bash`, true];
  expect(opened && fileOf(opened.process)).toEqual(expected);
  // The same on an ancestor.
  const below = events.filter(({ kind }) => kind === "process_exec").at(-1);
  expect(below?.process.ancestors.map(fileOf)).toContainEqual(expected);
});

/** Waits for a program that was started before, which does its work when it may. */
async function ended(child: ChildProcess): Promise<void> {
  await new Promise((resolve) => {
    child.once("exit", resolve);
    child.stdin?.end("go\n");
  });
}

test("a program that ran before the watch has its file, its owner and both ends of its arguments, too", async () => {
  const [folder, own] = [rootFolder(), temporaryFolder()];
  const bash = `${folder}/bash`;
  copyFileSync("/bin/bash", bash);
  copyFileSync("/bin/bash", `${own}/bash`);
  copyFileSync("/bin/bash", `${folder}/deleted`);
  for (const [path, expected] of [
    [bash, [bash, bash, true]],
    [`${own}/bash`, [`${own}/bash`, `${own}/bash`, false]],
    [`${folder}/deleted`, [`${folder}/deleted (deleted)`, `${folder}/deleted (deleted)`, false]],
  ] as const) {
    const args = ["--norc", "-c", `read -r; ${NOTHING}; :`, "first", "x".repeat(9000), "last"];
    const child = spawn(path, args, { stdio: ["pipe", "ignore", "inherit"], env: {} });
    if (path.endsWith("deleted")) {
      // Not before it has started.
      execFileSync("/bin/sleep", ["0.2"]);
      rmSync(path);
    }
    const collector = await start();
    await ended(child);
    const { events } = await finish(collector, NOTHING);
    const above = events.find(({ kind }) => kind === "process_exec")?.process.ancestors;
    const image = above?.find(({ exec_path }) => exec_path.raw === expected[0]);
    expect(image && fileOf(image)).toEqual(expected);
    expect(image?.is_argv_cut).toBe(true);
    expect([image?.argv[4]?.raw, image?.argv.at(-1)?.raw]).toEqual(["first", "last"]);
    expect(image?.argv.map(({ raw }) => raw.replaceAll(/x+/g, "x")).slice(5)).toEqual(["x…", "…x", "last"]);
    expect(image?.is_runner).toBe(false);
    // The process that is watched is this test, and above it is what started it.
    expect(above?.filter(({ is_runner }) => is_runner).length).toBeGreaterThan(0);
  }
});

test("of a program in a file system that somebody serves nothing is asked: it may never answer, and says itself whose it is", async () => {
  const place = `${rootFolder()}/place`;
  mkdirSync(place);
  const files = await hangingFiles(place, 0, "bash", { later: true, content: "/bin/bash" });
  const path = `${place}/bash`;
  const child = spawn(path, ["--norc", "-c", `read -r; ${NOTHING}; :`], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  await until(() => readFileSync(`/proc/${child.pid}/syscall`, "utf8").startsWith(`${READ_CALL} 0x0 `));
  let isAsked = false;
  void files.asked.then(() => {
    isAsked = true;
  });
  await files.turn("silent");
  const collector = await start();
  await files.turn("answers");
  expect(isAsked).toBe(false);
  await ended(child);
  const { events } = await finish(collector, NOTHING);
  const above = events.find(({ kind }) => kind === "process_exec")?.process.ancestors;
  const image = above?.find(({ exec_path }) => exec_path.raw === path);
  expect(image && fileOf(image)).toEqual([path, path, false]);
});

test("a file that binfmt_misc hands to an interpreter is told as itself, and never as what ran before", async (context) => {
  const own = temporaryFolder();
  const foreign = `${own}/foreign`;
  writeFileSync(foreign, "RWTEST of no format that the kernel knows\n", { mode: 0o755 });
  program(`${own}/interpreter`);
  mkdirSync(`${own}/formats`);
  const inNamespace = ["--user", "--map-root-user", "--mount"];
  const mount = `mount -t binfmt_misc none ${own}/formats`;
  try {
    execFileSync("/usr/bin/unshare", [...inNamespace, "/bin/sh", "-c", mount], { stdio: "ignore" });
  } catch {
    // Since Linux 6.7 each user namespace has its own; that of the machine is not to be changed by a test.
    context.skip();
  }
  for (const flags of ["", "O"]) {
    const register = `echo ':test:M::RWTEST::${own}/interpreter:${flags}' > ${own}/formats/register`;
    expect(await executed(`${mount}; ${register}; exec ${foreign}`, inNamespace)).toEqual([
      foreign,
      foreign,
      false,
    ]);
  }
});
