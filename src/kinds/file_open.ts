import { data, earlier, eventKind, words } from "./kind.ts";
import { ORIGIN_FIELDS } from "./origin.ts";

const O_ACCMODE = 3;

export const file_open = eventKind({
  id: 4,
  doc: "A file or folder was opened.",
  fields: [
    {
      name: "path",
      type: "path",
      doc: "Opened path, resolved",
      example: "/home/runner/.npmrc, /workspace/.env",
    },
    {
      name: "is_read",
      type: "bool",
      doc: "True when read access is included",
      example: "true / false",
    },
    {
      name: "is_write",
      type: "bool",
      doc: "True when write access is included",
      example: "true / false",
    },
    {
      name: "flags",
      type: "int",
      doc: "Flags as passed to open(2), in the numbers of x86-64",
      example: "0, 66",
    },
    {
      name: "is_own_process",
      type: "bool",
      doc: "True for a file of /proc that is about the process itself, or the thread, that opens it",
      example: "true / false",
      isSparse: true,
    },
    ...ORIGIN_FIELDS,
  ],
  record: {
    fixed: [
      { name: "flags", type: "u32" },
      { name: "device", type: "u32" },
      { name: "is_own_process", type: "u8" },
    ],
    strings: [
      { name: "path", form: "walk" },
      { name: "inside", form: "walk" },
      { name: "base", form: "walk" },
      { name: "given", form: "text" },
    ],
  },
  decode(record, context) {
    const flags = openFlags(record.flags, context.machine);
    const mode = flags & O_ACCMODE;
    const path = record.path.isEmpty ? context.given(record.base, record.given) : record.path.path();
    const payload = {
      path,
      is_read: mode === 0 || mode === 2,
      is_write: mode === 1 || mode === 2,
      flags,
      ...context.originsOf(path, record),
    };
    return record.is_own_process === 0 ? payload : { ...payload, is_own_process: true };
  },
  phrase: ({ path, is_read, is_write, flags, origin_paths }) => [
    words("opened"),
    data(path.raw),
    words(`${access(is_read, is_write)} (flags ${flags})`),
    ...earlier(origin_paths),
  ],
});

function access(isRead: boolean, isWrite: boolean): string {
  if (isRead && isWrite) return "for reading and writing";
  if (isWrite) return "for writing";
  return isRead ? "for reading" : "without reading or writing";
}

/** The flags that a person passes to open(2), without O_CLOEXEC and what only the kernel sets. */
const PASSED = 0o35_77_77_77 & ~0o2_000_000;

/** include/uapi/asm-generic/fcntl.h, which x86 uses. */
const O_LARGEFILE = 0o100_000;

/** arch/arm64/include/uapi/asm/fcntl.h has these four in other places; each with its bit there. */
const MOVED_ON_ARM64: readonly { readonly here: number; readonly arm64: number }[] = [
  { here: 0o40_000, arm64: 0o200_000 }, // O_DIRECT
  { here: O_LARGEFILE, arm64: 0o400_000 },
  { here: 0o200_000, arm64: 0o40_000 }, // O_DIRECTORY
  { here: 0o400_000, arm64: 0o100_000 }, // O_NOFOLLOW
];

/**
 * The flags of an open as a person would pass them to open(2), without O_LARGEFILE and O_CLOEXEC, in the numbers of
 * x86-64 whatever the machine (as uname(2) names it): a rule means the same on every runner.
 */
export function openFlags(flags: number, machine: string): number {
  return (machine === "aarch64" ? fromArm64(flags) : flags) & PASSED & ~O_LARGEFILE;
}

function fromArm64(flags: number): number {
  let result = flags;
  for (const { here } of MOVED_ON_ARM64) result &= ~here;
  for (const { here, arm64 } of MOVED_ON_ARM64) if (flags & arm64) result |= here;
  return result;
}
