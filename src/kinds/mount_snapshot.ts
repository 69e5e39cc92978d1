import { decodeLatin1 } from "./bytes.ts";
import { recordKind } from "./kind.ts";

/** A line of mountinfo (proc(5)) up to the mount point; spaces and other such bytes are written `\040` in it. */
const LINE = /^\d+ \d+ (\d+):(\d+) (\/[^ ]*) (\/[^ ]*) /;

export const mount_snapshot = recordKind({
  id: 23,
  doc: "What was mounted when the watch began: a line of /proc/PID/mountinfo.",
  record: { fixed: [], strings: [{ name: "line", form: "bytes" }] },
  learn(record, { origins }) {
    const [, major, minor, root, path] = LINE.exec(record.line.bytes().toString("latin1")) ?? [];
    if (root === undefined || path === undefined) return;
    // linux/kdev_t.h, as the kernel has the number itself.
    origins.mounted(Number(major) * 2 ** 20 + Number(minor), plain(root), plain(path));
  },
});

function plain(escaped: string): string {
  return decodeLatin1(
    escaped.replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8) & 0xff)),
  );
}
