import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { jobFileReader } from "../../src/watch/job-file.ts";
import { COLLECTOR_PATH, temporaryFolder, until } from "../native/capture.ts";
import { hangingFiles } from "../native/hanging-files.ts";

const readJobFile = jobFileReader(COLLECTOR_PATH);

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
  expect(await readJobFile(path, USER, 100_000)).toHaveLength(100_000);
  expect(await readJobFile("\0", USER, 4)).toBeUndefined();
  expect(await readJobFile("x".repeat(10_000), USER, 4)).toBeUndefined();
});

test("nothing is read where there is no program that reads, and no more than it was made for", async () => {
  put("mine", USER, 0o600);
  expect(await jobFileReader(join(folder, "none"))(path, USER, 4)).toBeUndefined();
  expect(await readJobFile(path, USER, 128 * 1024)).toBe("mine");
  for (const limit of [128 * 1024 + 1, -1, 0.5, Number.NaN]) {
    expect(await readJobFile(path, USER, limit)).toBeUndefined();
  }
  for (const user of [-1, 2 ** 32]) expect(await readJobFile(path, user, 4)).toBeUndefined();
});

test("what is put in the program's place later is never run", async () => {
  const program = join(folder, "collector");
  copyFileSync(COLLECTOR_PATH, program);
  const read = jobFileReader(program);
  rmSync(program);
  writeFileSync(program, "#!/bin/sh\necho forged\n", { mode: 0o755 });
  put("mine", USER, 0o600);
  expect(await read(path, USER, 100)).toBe("mine");
});

/** The processes that read such a file, with their states (proc(5)). */
function readers(file: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const isOne = readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(`\0${file}\0`);
      return isOne ? (/^State:\t(\w)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? []) : [];
    } catch {
      return [];
    }
  });
}

test.each(["open", "read"] as const)(
  "who waits for a file system that does not answer %s is given up, and ends with that",
  async (question) => {
    const files = await hangingFiles(folder, USER, "file", question);
    const reading = jobFileReader(COLLECTOR_PATH, 500)(path, USER, 100);
    await files.asked;
    expect(await reading).toBeUndefined();
    // It was ended, and yet is there.
    await until(() => readers(path).join() === "D");
    await files.end();
    await until(() => readers(path).length === 0);
  },
);

test("a job chooses how many files are never answered, and not how many processes wait for them", async () => {
  const place = join(folder, "place");
  mkdirSync(place);
  put("mine", USER, 0o600);
  const files = await hangingFiles(place, USER, "file", "open");
  const read = jobFileReader(COLLECTOR_PATH, 200);
  expect(await read(path, USER, 4)).toBe("mine");
  for (let n = 0; n < 12; n++) expect(await read(join(place, "file"), USER, 4)).toBeUndefined();
  expect(readers(join(place, "file"))).toHaveLength(8);
  expect(await read(path, USER, 4)).toBeUndefined();
  await files.end();
  await until(() => readers(join(place, "file")).length === 0);
});
