import { data, eventKind, words } from "./kind.ts";

export const file_move = eventKind({
  id: 6,
  doc: "A file or folder was renamed or moved.",
  fields: [
    { name: "from_path", type: "path", doc: "Original path", example: "/tmp/payload.bin" },
    { name: "to_path", type: "path", doc: "New path", example: "/usr/local/bin/curl" },
  ],
  record: {
    fixed: [
      { name: "device", type: "u32" },
      /** Of two that change places: 1 for the first record, 2 for the second. */
      { name: "exchange", type: "u8" },
    ],
    strings: [
      { name: "from_base", form: "walk" },
      { name: "from", form: "text" },
      { name: "from_inside", form: "walk" },
      { name: "to_base", form: "walk" },
      { name: "to", form: "text" },
      { name: "to_inside", form: "walk" },
    ],
  },
  decode(record, context) {
    const { device } = record;
    const from = context.given(record.from_base, record.from);
    const to = context.given(record.to_base, record.to);
    // The first of two that change places says all.
    if (record.exchange !== 2) {
      const fromPlace = context.origins.place(from.raw, {
        device,
        inside: record.from_inside,
        rest: record.from,
      });
      const toPlace = context.origins.place(to.raw, { device, inside: record.to_inside, rest: record.to });
      if (record.exchange === 1) context.origins.exchanged(fromPlace, toPlace);
      else context.origins.moved(fromPlace, toPlace);
    }
    return { from_path: from, to_path: to };
  },
  phrase: ({ from_path, to_path }) => [words("moved"), data(from_path.raw), words("to"), data(to_path.raw)],
});
