import { exactOf, fold } from "../../src/events/text.ts";
import type { FieldType } from "../../src/kinds/value.ts";

/** Strings of conditions and events, so few that they often meet; U+FFFF is the last that both sides order alike. */
export const STRINGS = [
  "",
  "/",
  "/npm",
  "npm",
  "/usr/bin/npm",
  "/usr/bin/node",
  "/bin/sh",
  "sh",
  "-c",
  "ci",
  "/home/Runner/.npmrc",
  "/.NPMRC",
  "rc",
  "Straße",
  "İstanbul",
  "ΟΔΟΣ",
  "e\u0301",
  "é",
  'it\'s "q"',
  "a\\b\n",
  "tcp",
  "dns",
  "10.1.2.3",
  "192.168.0.7",
  "::ffff:10.1.2.9",
  "2001:db8::1",
  "example.com",
  "\uffff",
];

/** The lists that conditions may name. */
export const LISTS = {
  suffixes: ["/npm", "/.npmrc", "rc", "/sh", "M"],
  Words: ["CI", "-c", "sh", "ΟΔΟΣ", ""],
  empty: [],
  ranges: ["10.0.0.0/8", "192.168.0.0/24", "2001:DB8::/32", "::/0"],
  // So many that a plan does not write them out.
  networks: Array.from({ length: 180 }, (_, n) => `${n % 224}.${n >> 3}.0.0/${16 + (n % 16)}`),
};

/** A part of a condition that is bool, as it is put together: text, string literals, and further parts. */
export interface Part {
  readonly pieces: readonly (string | { readonly literal: string; readonly isExact?: true } | Part)[];
}

/** The type that a field has in conditions. */
export function plainType(type: FieldType): FieldType {
  return type === "path" || type === "address" ? "string" : type;
}

/** The text of a condition; for the oracle, its strings folded, but for those that are compared with their case. */
export function render(part: Part, strings: "as given" | "folded"): string {
  return part.pieces
    .map((piece) => {
      if (typeof piece === "string") return piece;
      if ("pieces" in piece) return render(piece, strings);
      if (strings === "as given") return JSON.stringify(piece.literal);
      return JSON.stringify(piece.isExact ? exactOf(piece.literal) : fold(piece.literal));
    })
    .join("");
}

/** Conditions that are smaller: a part of it alone, or with one part made true or false. */
export function smaller(part: Part): Part[] {
  const parts = part.pieces.filter((piece) => typeof piece === "object" && "pieces" in piece);
  const replaced = parts.flatMap((inner) =>
    [...smaller(inner), { pieces: ["true"] }, { pieces: ["false"] }]
      .filter((other) => render(other, "folded").length < render(inner, "folded").length)
      .map((other) => ({ pieces: part.pieces.map((piece) => (piece === inner ? other : piece)) })),
  );
  return [...parts, ...replaced];
}
