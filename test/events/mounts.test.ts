import { expect, test } from "vitest";
import { Mounts } from "../../src/events/mounts.ts";

const ROOT = 8 * 2 ** 20 + 1;
const DATA = 8 * 2 ** 20 + 2;

function mounts(...all: [number, string, string][]): Mounts {
  const made = new Mounts();
  for (const [device, root, path] of all) made.add(device, root, path);
  return made;
}

test("the place of a file is where its file system was mounted, as a whole if it was", () => {
  const all = mounts(
    [ROOT, "/", "/"],
    [DATA, "/", "/data"],
    [ROOT, "/home/u", "/other"],
    [DATA, "/", "/again"],
  );
  expect(all.pathOf(ROOT, "/home/u/.npmrc")).toBe("/home/u/.npmrc");
  expect(all.pathOf(DATA, "/x")).toBe("/data/x");
  expect([all.pathOf(ROOT, "/"), all.pathOf(DATA, "/")]).toEqual(["/", "/data"]);
});

test("of file systems of which only parts are mounted, each part has its place", () => {
  const all = mounts([ROOT, "/@", "/"], [ROOT, "/@home", "/home"], [ROOT, "/@/etc/hosts", "/h"]);
  expect(all.pathOf(ROOT, "/@/etc/passwd")).toBe("/etc/passwd");
  expect(all.pathOf(ROOT, "/@home/u")).toBe("/home/u");
  expect([all.pathOf(ROOT, "/@"), all.pathOf(ROOT, "/@home")]).toEqual(["/", "/home"]);
});

test("what no mount has is told by its path inside", () => {
  expect(mounts([ROOT, "/@", "/"]).pathOf(ROOT, "/@snapshots/1")).toBe("/@snapshots/1");
  expect(mounts().pathOf(DATA, "/x")).toBe("/x");
});

test("each path that led to a file when the watch began is known, and none that did not", () => {
  const all = mounts([ROOT, "/work", "/__w"], [ROOT, "/work/_temp/home", "/github/home"]);
  const leads = (path: string) => all.hasPath(ROOT, "/work/_temp/home/x", path);
  expect([leads("/__w/_temp/home/x"), leads("/github/home/x")]).toEqual([true, true]);
  expect([leads("/work/_temp/home/x"), leads("/mnt/x")]).toEqual([false, false]);
  expect([all.hasPath(DATA, "/x", "/__w/x"), all.hasPath(ROOT, "/elsewhere", "/elsewhere")]).toEqual([
    false,
    false,
  ]);
});

test("more mounts than any machine has are left aside", () => {
  const all = new Mounts();
  for (let n = 0; n < 5000; n++) all.add(n, "/", `/${n}`);
  expect([all.pathOf(4095, "/x"), all.pathOf(4096, "/x")]).toEqual(["/4095/x", "/x"]);
});
