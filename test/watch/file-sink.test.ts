import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FileSink, makeFolders, writeFileWhole } from "../../src/watch/file-sink.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runwarden-sink-"));
  path = join(folder, "file");
});

afterEach(() => rmSync(folder, { recursive: true }));

test("what stands there already, a link to somebody's file as well, is replaced and never written through", async () => {
  const theirs = join(folder, "theirs");
  writeFileSync(theirs, "theirs");
  for (const plant of [linkSync, symlinkSync, (_: string, name: string) => writeFileSync(name, "old")]) {
    rmSync(path, { force: true });
    plant(theirs, path);
    await writeFileWhole(path, "ours");
    expect(readFileSync(path, "utf8")).toBe("ours");
  }
  expect(readFileSync(theirs, "utf8")).toBe("theirs");
  expect(readdirSync(folder).sort()).toEqual(["file", "theirs"]);
});

test("a file that cannot be written whole is an error, and nothing of it is left", async () => {
  mkdirSync(path);
  await expect(writeFileWhole(path, "ours")).rejects.toMatchObject({ code: "EISDIR" });
  await expect(writeFileWhole(join(folder, "none/file"), "ours")).rejects.toMatchObject({ code: "ENOENT" });
  expect(readdirSync(folder)).toEqual(["file"]);
});

test("a sink knows whether its file is there, and why it is not", async () => {
  const sink = new FileSink(join(folder, "none/file"));
  await expect(sink.begin()).rejects.toThrow("ENOENT");
  await sink.write(Buffer.from("a"));
  await sink.end();
  expect(sink).toMatchObject({ isThere: false, failure: { code: "ENOENT" } });
});

test("a file that is whole but cannot have its name is kept under another, and says which", async () => {
  mkdirSync(path);
  const sink = new FileSink(path, "/shown/file");
  await sink.begin();
  await sink.write(Buffer.from("ours"));
  await expect(sink.end()).rejects.toThrow(
    /^EISDIR: .* '\/shown\/file\.[0-9a-f]{16}\.part' -> '\/shown\/file'$/,
  );
  expect(sink).toMatchObject({ isThere: false, isWhole: true });
  const [, kept = ""] = readdirSync(folder).sort();
  expect(sink.keptAs).toBe(`/shown/${kept}`);
  expect(readFileSync(join(folder, kept), "utf8")).toBe("ours");
});

test("what is discarded leaves nothing, nor does it touch the file of an earlier time", async () => {
  writeFileSync(path, "earlier");
  const sink = new FileSink(path);
  await sink.begin();
  await sink.write(Buffer.from("a"));
  await sink.discard();
  expect(readdirSync(folder)).toEqual(["file"]);
  expect(readFileSync(path, "utf8")).toBe("earlier");
});

test("folders are made with those above them; where none can be, that is an error and no wait for ever", async () => {
  await makeFolders(join(folder, "a/b/c"));
  await makeFolders(join(folder, "a/b/c"));
  expect(readdirSync(join(folder, "a/b"))).toEqual(["c"]);
  await expect(makeFolders("/proc/nowhere/below")).rejects.toMatchObject({ code: "ENOENT" });
  writeFileSync(path, "");
  await expect(makeFolders(join(path, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});
