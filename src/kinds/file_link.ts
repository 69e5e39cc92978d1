import { data, eventKind, words } from "./kind.ts";
import { absolutePath, folderOf, isMagic } from "./path.ts";

export const file_link = eventKind({
  id: 7,
  doc: "A hard link or a symbolic link was created.",
  fields: [
    {
      name: "created_path",
      type: "path",
      doc: "Newly created link",
      example: "/tmp/copy, /usr/local/bin/curl",
    },
    {
      name: "existing_path",
      type: "path",
      doc: "Existing target, made absolute against the link's folder",
      example: "/etc/shadow, /tmp/wrapper",
    },
    { name: "is_hardlink", type: "bool", doc: "True for hard links", example: "true / false" },
    { name: "is_symlink", type: "bool", doc: "True for symbolic links", example: "true / false" },
  ],
  record: {
    fixed: [
      { name: "device", type: "u32" },
      { name: "is_hardlink", type: "u8" },
    ],
    strings: [
      { name: "existing_base", form: "walk" },
      { name: "existing", form: "text" },
      { name: "existing_inside", form: "walk" },
      { name: "created_base", form: "walk" },
      { name: "created", form: "text" },
      { name: "created_inside", form: "walk" },
    ],
  },
  decode(record, context) {
    const created = context.given(record.created_base, record.created);
    const isHardlink = record.is_hardlink !== 0;
    const existing = isHardlink
      ? context.given(record.existing_base, record.existing)
      : context.intern(absolutePath(folderOf(created.raw), record.existing.raw()));
    // A link of /proc itself cannot be linked: it was followed.
    if (isHardlink && isMagic(existing.raw)) context.tagUnresolved();
    const { device } = record;
    const createdPlace = context.origins.place(created.raw, {
      device,
      inside: record.created_inside,
      rest: record.created,
    });
    if (isHardlink) {
      const inside = { device, inside: record.existing_inside, rest: record.existing };
      context.origins.linked(context.origins.place(existing.raw, inside), createdPlace);
    } else if (record.created.isEmpty) {
      // Where the kernel tells paths, it has followed all links.
      context.origins.removed(createdPlace);
    } else {
      context.origins.symlinked(existing.raw, createdPlace);
    }
    return {
      created_path: created,
      existing_path: existing,
      is_hardlink: isHardlink,
      is_symlink: !isHardlink,
    };
  },
  phrase: ({ created_path, existing_path, is_symlink }) => [
    words(is_symlink ? "made the symbolic link" : "made the hard link"),
    data(created_path.raw),
    words("to"),
    data(existing_path.raw),
  ],
});
