import { type DecodeContext, data, eventKind, type MountTree, words } from "./kind.ts";
import { isMagic } from "./path.ts";
import type { RecordOf, RecordShape } from "./record.ts";

const RECORD = {
  fixed: [
    /** The mount's number, where it was opened before it is put in its place (open_tree, fsmount); else 0. */
    { name: "tree", type: "u32" },
    /** It was only opened: it has no place yet, and makes no event. */
    { name: "is_opened", type: "u8" },
    { name: "is_bind", type: "u8" },
    /** A mount that was there already goes to another place. */
    { name: "is_move", type: "u8" },
  ],
  strings: [
    { name: "source_base", form: "walk" },
    { name: "source", form: "text" },
    { name: "target_base", form: "walk" },
    { name: "target", form: "text" },
    { name: "fs_type", form: "text" },
    /** Of a mount that is put in its place: what of its file system it shows, where that is not all of it. */
    { name: "root", form: "walk" },
  ],
} as const satisfies RecordShape;

export const mount = eventKind({
  id: 11,
  doc: "A file system, or a folder or file once more (a bind mount), was mounted, or a mount was moved. What only changes the flags of a mount is none.",
  fields: [
    {
      name: "source_path",
      type: "string",
      doc: "What was mounted: of a bind mount its absolute path, of a mount that was moved the place where it was; else what the call names, a device or any word",
      example: "/home/runner/.ssh, /dev/sda1, tmpfs",
    },
    {
      name: "target_path",
      type: "path",
      doc: "Where it was mounted, absolute",
      example: "/mnt, /usr/local/bin",
    },
    {
      name: "fs_type",
      type: "string",
      doc: "Type of the file system, as the call names it; empty for a bind mount and where a mount was moved",
      example: "proc, overlay, ext4",
    },
    {
      name: "is_bind",
      type: "bool",
      doc: "True where a folder or a file was mounted once more",
      example: "true / false",
    },
  ],
  record: RECORD,
  decode(record, context) {
    const { mounts, intern } = context;
    if (record.is_opened !== 0) {
      mounts.opened(record.tree, treeOf(record, context));
      return [];
    }
    const target = context.given(record.target_base, record.target);
    if (isMagic(target.raw)) context.tagUnresolved();
    const known = record.tree === 0 ? treeOf(record, context) : mounts.tree(record.tree);
    // It was opened by who is not watched, by another call, or so long ago that it is forgotten.
    if (known === undefined) context.tagCut();
    else if ((known.is_bind || record.is_move !== 0) && isMagic(known.source)) context.tagUnresolved();
    // From now on that is where it is: who moves it on moves it from there.
    if (record.tree !== 0) mounts.opened(record.tree, { source: target.raw, fsType: "", is_bind: false });
    return {
      source_path: intern(known?.source ?? (record.root.isEmpty ? "" : `…${record.root.wholePath().raw}`)),
      target_path: target,
      fs_type: intern(known?.fsType ?? ""),
      is_bind: known?.is_bind ?? record.is_bind !== 0,
    };
  },
  phrase: ({ source_path, target_path, fs_type, is_bind }) => [
    words(is_bind ? "bind-mounted" : "mounted"),
    data(source_path.raw),
    words("at"),
    data(target_path.raw),
    ...(fs_type.raw === "" ? [] : [words("as"), data(fs_type.raw)]),
  ],
});

/** What a record says of what is mounted. */
function treeOf(record: RecordOf<typeof RECORD>, context: DecodeContext): MountTree {
  const isBind = record.is_bind !== 0;
  const isPath = isBind || record.is_move !== 0;
  return {
    source: isPath ? context.given(record.source_base, record.source).raw : record.source.raw(),
    fsType: isPath ? "" : record.fs_type.raw(),
    is_bind: isBind,
  };
}
