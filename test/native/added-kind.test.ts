import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SourcesCopy } from "../kinds/added-kind.ts";

let copy: SourcesCopy;

beforeAll(async () => {
  copy = new SourcesCopy();
  copy.addFile();
  copy.addLine();
  for (const name of ["Makefile", "triggers"]) {
    cpSync(fileURLToPath(new URL(name, import.meta.url)), copy.path(`test/native/${name}`), {
      recursive: true,
    });
  }
  copy.addFromGuide();
  const { cHeader } = await import(pathToFileURL(copy.path("src/generate/c-header.ts")).href);
  writeFileSync(copy.path("native/events.h"), cHeader());
});
afterAll(() => copy.remove());

function make(folder: string, ...args: string[]): { status: number | null; stderr: string } {
  return spawnSync("make", ["-s", "-C", copy.path(folder), ...args], { encoding: "utf8" });
}

test("a kind without a hook is not built, and the build names it", () => {
  const { status, stderr } = make("native", "build/guard.skel.h");
  expect(stderr).toContain("The kind process_signal has no hook");
  expect(stderr.match(/has no hook/g)).toHaveLength(1);
  expect(status).toBe(2);
});

test("the kind that CONTRIBUTING.md adds has its hook, and its trigger is built", () => {
  // Built with the others, and not complained of above.
  expect(readFileSync(copy.path("native/build/guard.o")).includes("folder_create__mkdirat")).toBe(true);
  writeFileSync(copy.path("test/native/triggers/process_signal.c"), "int main(void) { return 0; }\n");
  expect(make("test/native", "build/x64/folder_create")).toMatchObject({ status: 0, stderr: "" });
  rmSync(copy.path("test/native/triggers/process_signal.c"));
});

test("nor are the triggers where one is missing, until it is there", () => {
  const { status, stderr } = make("test/native", "-n");
  expect(stderr).toContain("There is no trigger program of its own for: process_signal;");
  expect(status).toBe(2);
  writeFileSync(copy.path("test/native/triggers/process_signal.c"), "int main(void) { return 0; }\n");
  expect(make("test/native", "-n")).toMatchObject({ status: 0, stderr: "" });
});

test("kinds that cannot be read are no kinds that all have what they need", () => {
  writeFileSync(copy.path("native/events.h"), "/* nothing */\n");
  expect(make("test/native", "-n").stderr).toContain("events.h has no kind that is watched");
});
