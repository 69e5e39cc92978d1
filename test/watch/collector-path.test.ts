import { expect, test } from "vitest";
import { bundledCollectorPath } from "../../src/watch/collector.ts";

const BUNDLE = "file:///action/dist/pre/index.js";

test.each(["x64", "arm64"])("a runner with an %s processor gets the collector for it", (arch) => {
  expect(bundledCollectorPath(BUNDLE, { platform: "linux", arch })).toBe(
    `/action/dist/collector-linux-${arch}`,
  );
});

test.each([
  ["linux", "ia32", "Runwarden has no collector for ia32. Use a runner with an x86-64 or arm64 processor."],
  ["darwin", "arm64", "Runwarden needs Linux; this runner is darwin. Use a runner such as ubuntu-latest."],
])("on %s with %s nothing can be watched, and the reason is said", (platform, arch, message) => {
  expect(() => bundledCollectorPath(BUNDLE, { platform, arch })).toThrow(
    expect.objectContaining({ code: "unsupported", message }),
  );
});
