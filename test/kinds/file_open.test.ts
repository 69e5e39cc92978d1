import { expect, test } from "vitest";
import { openFlags } from "../../src/kinds/file_open.ts";

test.each([
  // Both machines have these in one place.
  ["O_RDWR, O_CREAT", 0o102, 0o102],
  ["O_WRONLY, O_SYNC, O_APPEND", 0o4_012_001, 0o4_012_001],
  // arch/arm64/include/uapi/asm/fcntl.h, include/uapi/asm-generic/fcntl.h.
  ["O_DIRECTORY", 0o40_000, 0o200_000],
  ["O_NOFOLLOW", 0o100_000, 0o400_000],
  ["O_DIRECT", 0o200_000, 0o40_000],
  ["O_RDWR, O_TMPFILE", 0o20_040_002, 0o20_200_002],
  ["O_LARGEFILE, O_CLOEXEC, and what only the kernel sets", 0o400_000 + 0o2_000_000 + 0xa000_0000, 0],
  ["all four that moved", 0o740_000, 0o640_000],
])("%s are the same numbers from both machines", (_, arm64, x86) => {
  expect(openFlags(arm64, "aarch64")).toBe(x86);
  expect(openFlags(x86, "x86_64")).toBe(x86);
});
