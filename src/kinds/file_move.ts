import { data, eventKind, words } from "./kind.ts";

export const file_move = eventKind({
  id: 6,
  doc: "A file or folder was renamed or moved.",
  fields: [
    { name: "from_path", type: "path", doc: "Original path", example: "/tmp/payload.bin" },
    { name: "to_path", type: "path", doc: "New path", example: "/usr/local/bin/curl" },
  ],
  record: {
    fixed: [],
    strings: [
      { name: "from_base", form: "walk" },
      { name: "from", form: "text" },
      { name: "to_base", form: "walk" },
      { name: "to", form: "text" },
    ],
  },
  decode: (record, context) => ({
    from_path: context.given(record.from_base, record.from),
    to_path: context.given(record.to_base, record.to),
  }),
  phrase: ({ from_path, to_path }) => [words("moved"), data(from_path.raw), words("to"), data(to_path.raw)],
});
