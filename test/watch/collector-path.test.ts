import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bundledCollectorPath } from "../../src/watch/collector.ts";

const BUNDLE = new URL("../../dist/pre/index.js", import.meta.url).href;

/** Where an ELF header tells the processor, and what it says there (elf.h). */
const E_MACHINE = 18;
const EM_X86_64 = 62;
const EM_AARCH64 = 183;

test.each([
  ["x64", EM_X86_64],
  ["arm64", EM_AARCH64],
])("a runner with an %s processor gets the collector for it", (arch, machine) => {
  const path = bundledCollectorPath(BUNDLE, { platform: "linux", arch });
  expect(path.endsWith(`/dist/collector-linux-${arch}`)).toBe(true);
  expect(readFileSync(path).readUInt16LE(E_MACHINE)).toBe(machine);
});

test.each([
  ["linux", "ia32", "Runwarden has no collector for ia32. Use a runner with an x86-64 or arm64 processor."],
  ["darwin", "arm64", "Runwarden needs Linux; this runner is darwin. Use a runner such as ubuntu-latest."],
])("on %s with %s nothing can be watched, and the reason is said", (platform, arch, message) => {
  expect(() => bundledCollectorPath(BUNDLE, { platform, arch })).toThrow(
    expect.objectContaining({ code: "unsupported", message }),
  );
});
