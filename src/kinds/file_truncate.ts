import { data, eventKind, words } from "./kind.ts";
import { isMagic } from "./path.ts";

export const file_truncate = eventKind({
  id: 14,
  doc: "A file was cut, or made longer, by truncate or ftruncate. What an open cuts (O_TRUNC) stands in the flags of its file_open alone.",
  fields: [
    { name: "path", type: "path", doc: "Path of the file", example: "/home/runner/.bash_history" },
    { name: "size", type: "int", doc: "Its size in bytes from then on", example: "0" },
  ],
  record: {
    fixed: [{ name: "size", type: "u64" }],
    strings: [
      { name: "base", form: "walk" },
      { name: "path", form: "text" },
    ],
  },
  decode(record, context) {
    const path = record.path.isEmpty ? record.base.path() : context.given(record.base, record.path);
    if (!record.path.isEmpty && isMagic(path.raw)) context.tagUnresolved();
    // Larger than any file system has them.
    return { path, size: Number(record.size & BigInt(Number.MAX_SAFE_INTEGER)) };
  },
  phrase: ({ path, size }) => [
    words("cut"),
    data(path.raw),
    words(`to ${size} ${size === 1 ? "byte" : "bytes"}`),
  ],
});
