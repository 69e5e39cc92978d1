import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Ended, execute, folder, readMatches, runwarden, SECRET_READ, write } from "./command.ts";

interface Place {
  readonly work: string;
  /** Below a folder of its own, so that this one can be replaced as well. */
  readonly out: string;
  /** A folder of somebody's, with files of the names that are written. */
  readonly theirs: string;
}

function place(): Place {
  const work = folder();
  const [parent, theirs] = [join(work, "parent"), join(work, "theirs")];
  for (const path of [parent, theirs]) mkdirSync(path);
  for (const name of ["events.log", "matches.json", "report.html"]) {
    writeFileSync(join(theirs, name), "theirs", { mode: 0o600 });
  }
  return { work, out: join(parent, "out"), theirs };
}

/** Guards a script that reads a secret, and then does something to the folder for the files. */
function guarded({ work, out, theirs }: Place, script: string, options: readonly string[] = []): Ended {
  const secret = write(work, "secret", "");
  const rules = write(work, "rules.yaml", SECRET_READ);
  const command = ["bash", "-c", `cat ${secret}; OUT=${out} THEIRS=${theirs}; cd ${work}; ${script}`];
  return runwarden(["run", "--no-baseline", "--rules", rules, "--out", out, ...options, "--", ...command]);
}

/** Nothing of somebody's is changed, and a detection stays one that is told. */
function expectDetected({ code, stderr }: Ended, { theirs }: Place): void {
  expect(stderr).toContain("Runwarden: detected");
  expect(code).toBe(10);
  expect(readdirSync(theirs).sort()).toEqual(["events.log", "matches.json", "report.html"]);
  for (const name of readdirSync(theirs)) {
    expect(readFileSync(join(theirs, name), "utf8")).toBe("theirs");
    expect(lstatSync(join(theirs, name)).mode & 0o777).toBe(0o600);
  }
}

function expectFiles(path: string): void {
  expect(readMatches(path)).toMatchObject({ result: "detected" });
  expect(readFileSync(join(path, "events.log"), "latin1")).toMatch(/^runwarden log /);
}

/** The folder that standard error names as the one where the files are instead. */
function otherFolder({ stderr }: Ended, { out }: Place): string {
  const [, path = ""] =
    new RegExp(`^The files are not in ${out}: .*; they are in (.*)\\.$`, "m").exec(stderr) ?? [];
  return path;
}

test.each([
  ["removed", "rm -r $OUT"],
  ["replaced by a link to somebody's folder", "rm -r $OUT; ln -s $THEIRS $OUT"],
  ["replaced by a file", "rm -r $OUT; : > $OUT"],
  ["replaced by another folder with links in it", "rm -r $OUT; cp -as $THEIRS $OUT"],
  ["replaced by a FIFO", "rm -r $OUT; mkfifo $OUT"],
])("where the command has %s the folder, the files are in a new one beside it", (_what, script) => {
  const at = place();
  const ended = guarded(at, script);
  expectDetected(ended, at);
  const other = otherFolder(ended, at);
  expect(other).toMatch(new RegExp(`^${at.out}-\\w{6}$`));
  expect(lstatSync(other).mode & 0o777).toBe(0o700);
  expectFiles(other);
});

test("a folder that was moved still gets the files, and where it is by now is told", () => {
  const at = place();
  const ended = guarded(at, "mv $OUT moved; ln -s $THEIRS $OUT");
  expectDetected(ended, at);
  expect(otherFolder(ended, at)).toBe(join(at.work, "moved"));
  expectFiles(join(at.work, "moved"));
});

test("a link in the place of the folder above leads nowhere either", () => {
  const at = place();
  mkdirSync(join(at.theirs, "../around"));
  symlinkSync(at.theirs, join(at.work, "around/out"));
  const ended = guarded(at, "mv parent kept; ln -s around parent");
  expectDetected(ended, at);
  expect(otherFolder(ended, at)).toBe(join(at.work, "kept/out"));
  expectFiles(join(at.work, "kept/out"));
});

test("where the folder above is gone as well, the files are among the temporary ones", () => {
  const at = place();
  const ended = guarded(at, "rm -r parent; ln -s theirs parent");
  expectDetected(ended, at);
  const other = otherFolder(ended, at);
  onTestFinished(() => rmSync(other, { recursive: true, force: true }));
  expect(other).toMatch(/\/runwarden-out-\w{6}$/);
  expectFiles(other);
});

test.each([
  ["a link to a file of somebody's", "ln -s $THEIRS/events.log $OUT; ln -s $THEIRS/matches.json $OUT"],
  ["a hard link to one", "ln $THEIRS/events.log $THEIRS/matches.json $OUT"],
  ["a FIFO", "mkfifo $OUT/events.log $OUT/matches.json"],
  ["a link to nowhere", "ln -s $THEIRS/new $OUT/events.log; ln -s $THEIRS/new $OUT/matches.json"],
])("%s with the name of a file is replaced, and never written through", (_what, script) => {
  const at = place();
  const ended = guarded(at, script);
  expectDetected(ended, at);
  expect(ended.stderr).not.toContain("The files are not in");
  for (const name of ["events.log", "matches.json", "report.html"]) {
    expect(lstatSync(join(at.out, name)).isFile()).toBe(true);
    expect(lstatSync(join(at.out, name)).nlink).toBe(1);
  }
  expectFiles(at.out);
});

test("a folder with the name of a file keeps its name, and the file another, which is told", () => {
  const at = place();
  const ended = guarded(at, "mkdir $OUT/events.log $OUT/matches.json");
  expectDetected(ended, at);
  const kept = [...ended.stderr.matchAll(/^(\S+) was not written.*; it is kept as (\S+)\.$/gm)];
  expect(kept.map(([, name]) => name)).toEqual([join(at.out, "matches.json"), join(at.out, "events.log")]);
  const [matches = "", log = ""] = kept.map(([, , path]) => path);
  expect(JSON.parse(readFileSync(matches, "utf8"))).toMatchObject({ result: "detected" });
  expect(readFileSync(log, "latin1")).toMatch(/^runwarden log /);
  // It is whole: the collector's own is not needed.
  expect(ended.stderr).not.toContain("Files of the collector are left");
});

test("what is mounted over the folder does not hide the files", () => {
  const at = place();
  onTestFinished(() => {
    execute("umount", [at.out]);
  });
  const ended = guarded(at, "mount -t tmpfs test $OUT");
  expectDetected(ended, at);
  expect(ended.stderr).toContain("something is mounted over it");
  expectFiles(otherFolder(ended, at));
});

test("a folder that takes no more files is not the place for them", () => {
  const at = place();
  mkdirSync(at.out);
  execute("mount", ["-t", "tmpfs", "test", at.out]);
  onTestFinished(() => {
    execute("umount", [at.out]);
  });
  const ended = guarded(at, "mount -o remount,ro $OUT");
  expectDetected(ended, at);
  expect(ended.stderr).toContain(`The files are not in ${at.out}: EROFS: `);
  expectFiles(otherFolder(ended, at));
});

test("nor is one that root has made immutable", () => {
  const at = place();
  onTestFinished(() => {
    execute("chattr", ["-i", at.out]);
  });
  const ended = guarded(at, "chattr +i $OUT");
  expectDetected(ended, at);
  expect(ended.stderr).toContain(`The files are not in ${at.out}: EPERM: `);
  expectFiles(otherFolder(ended, at));
});

test("the same folder mounted over itself is the same folder", () => {
  const at = place();
  onTestFinished(() => {
    execute("umount", [at.out]);
  });
  const ended = guarded(at, "mount --bind $OUT $OUT; mount -o remount,ro,bind $OUT");
  expectDetected(ended, at);
  expectFiles(at.out);
});

test("where there is no place at all that is told, and the collector's own log stays", () => {
  const at = place();
  const script = "rm -r parent";
  const secret = write(at.work, "secret", "");
  const rules = write(at.work, "rules.yaml", SECRET_READ);
  const args = ["run", "--no-baseline", "--rules", rules, "--out", at.out, "--", "bash", "-c"];
  const ended = runwarden([...args, `cat ${secret}; cd ${at.work}; ${script}`], {
    env: { ...process.env, TMPDIR: "/proc/nowhere" },
  });
  expectDetected(ended, at);
  expect(ended.stderr).toContain(`The files are not in ${at.out}: the folder was removed`);
  expect(ended.stderr).toContain("and there is no other place for them");
  const [, left = ""] = /could not be copied: (\/\S+)\.$/m.exec(ended.stderr) ?? [];
  onTestFinished(() => rmSync(left, { recursive: true, force: true }));
  expect(existsSync(join(left, "events.log"))).toBe(true);
});

test("a job that passed is exit code 1 where its files are not in the place that was asked for", () => {
  const at = place();
  const rules = write(at.work, "rules.yaml", SECRET_READ);
  for (const [code, expected] of [
    [0, 1],
    [7, 7],
  ]) {
    const script = `rm -r ${at.out}; exit ${code}`;
    const args = ["run", "--no-baseline", "--rules", rules, "--out", at.out, "--", "sh", "-c", script];
    const ended = runwarden(args);
    expect(ended.stderr).toContain("passed");
    expect(ended.code).toBe(expected);
    expect(readMatches(otherFolder(ended, at))).toMatchObject({ result: "passed" });
  }
});
