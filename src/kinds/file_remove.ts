import { data, eventKind, words } from "./kind.ts";

export const file_remove = eventKind({
  id: 5,
  doc: "A file or folder was removed.",
  fields: [
    { name: "path", type: "path", doc: "Removed path", example: "/workspace/.env, /var/log/journal" },
    { name: "is_folder", type: "bool", doc: "True when a folder was removed", example: "true / false" },
  ],
  record: {
    fixed: [
      { name: "device", type: "u32" },
      { name: "is_folder", type: "u8" },
    ],
    strings: [
      { name: "base", form: "walk" },
      { name: "path", form: "text" },
      { name: "inside", form: "walk" },
    ],
  },
  decode(record, context) {
    const { device, inside } = record;
    const path = context.given(record.base, record.path);
    context.origins.removed(context.origins.place(path.raw, { device, inside, rest: record.path }));
    return { path, is_folder: record.is_folder !== 0 };
  },
  phrase: ({ path, is_folder }) => [words(is_folder ? "removed the folder" : "removed"), data(path.raw)],
});
