import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { readJobFile } from "../../src/watch/job-file.ts";
import { temporaryFolder } from "../native/capture.ts";

/** The job's user, and somebody else; both need no account. */
const USER = 61_001;
const OTHER = 61_002;

let folder: string;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  chmodSync(folder, 0o755);
  path = join(folder, "file");
});

/** A file of somebody's, in the folder. */
function put(text: string, owner: number, mode: number, at = path): void {
  writeFileSync(at, text);
  chownSync(at, owner, owner);
  chmodSync(at, mode);
}

test("a file of the user whose job it is is read, also where nobody else may", async () => {
  put("mine", USER, 0o600);
  expect(await readJobFile(path, USER, 100)).toBe("mine");
});

test("a file of another's, or of root's, that the user cannot read is not read, and nor is one where no user is known", async () => {
  put("theirs", OTHER, 0o640);
  expect(await readJobFile(path, USER, 100)).toBeUndefined();
  expect(await readJobFile(path, undefined, 100)).toBeUndefined();
  put("root's", 0, 0o600);
  expect(await readJobFile(path, USER, 100)).toBeUndefined();
});

test("a file of another's is not read where anybody could: a closed folder can be above it", async () => {
  put("open", 0, 0o644);
  expect(await readJobFile(path, USER, 100)).toBeUndefined();
});

test("a link is not followed at the end of a path; through one before that, where it leads to counts", async () => {
  const secret = join(folder, "secret");
  mkdirSync(secret, { mode: 0o700 });
  put("secret", 0, 0o644, join(secret, "file"));
  symlinkSync(join(secret, "file"), path);
  expect(await readJobFile(path, USER, 100)).toBeUndefined();
  put("public", USER, 0o644, join(folder, "public"));
  symlinkSync(join(folder, "public"), join(folder, "to-public"));
  expect(await readJobFile(join(folder, "to-public"), USER, 100)).toBeUndefined();
  symlinkSync(secret, join(folder, "way"));
  expect(await readJobFile(join(folder, "way/file"), USER, 100)).toBeUndefined();
  linkSync(join(secret, "file"), join(folder, "name"));
  expect(await readJobFile(join(folder, "name"), USER, 100)).toBeUndefined();
});

test.each<[string, (at: string) => void]>([
  ["a pipe that nobody writes to", (at) => void execFileSync("mkfifo", [at])],
  ["a folder", (at) => void mkdirSync(at)],
  ["a device", (at) => void execFileSync("mknod", [at, "c", "1", "5"])],
  ["nothing", () => {}],
])("%s is not read, and nobody waits for it", async (_what, make) => {
  make(path);
  expect(await readJobFile(path, 0, 100)).toBeUndefined();
});

test("of a large file its beginning is read, and of a path that is none nothing", async () => {
  put("abc".repeat(100_000), USER, 0o600);
  expect(await readJobFile(path, USER, 4)).toBe("abca");
  expect(await readJobFile("\0", USER, 4)).toBeUndefined();
  expect(await readJobFile("x".repeat(10_000), USER, 4)).toBeUndefined();
});
