import { MEMBER_SIZES } from "../kinds/layout.ts";
import type { FixedMember, FixedType } from "../kinds/record.ts";
import {
  BLOCK_ENCODINGS,
  BLOCK_FLAGS,
  BLOCK_HEADER,
  BLOCK_MAGIC,
  BLOCK_TYPES,
  COLLECTOR_EXITS,
  type DocumentMember,
  type DocumentShape,
  EXTENSION_HEADER,
  EXTENSION_TYPES,
  LOG_LIMITS,
  LOG_MAGIC,
  SIGNATURE,
  START,
  TRAILER,
  VERSION,
} from "../log/format.ts";
import { plainLayouts } from "../log/layouts.ts";

const C_TYPES: Readonly<Record<Exclude<FixedType, "bytes16">, string>> = {
  u64: "uint64_t",
  u32: "uint32_t",
  u16: "uint16_t",
  u8: "uint8_t",
};

/** The text of native/log_format.h: the format of event logs, and how the collector writes its texts. */
export function logHeader(): string {
  return [
    "/* SPDX-License-Identifier: Apache-2.0 */",
    "/* Generated from src/log/format.ts by `npm run generate`: edit that instead. */",
    "#ifndef RUNWARDEN_LOG_FORMAT_H",
    "#define RUNWARDEN_LOG_FORMAT_H",
    "",
    "#include <stdbool.h>",
    "#include <stdint.h>",
    "",
    '#include "events.h"',
    '#include "text.h"',
    "",
    `#define RUNWARDEN_VERSION ${quoted(VERSION)}`,
    `#define LOG_MAGIC ${quoted(LOG_MAGIC)}`,
    `#define BLOCK_MAGIC 0x${BLOCK_MAGIC.toString(16)}u`,
    `#define JOB_LIMIT ${LOG_LIMITS.job}u`,
    `#define UNPACKED_LIMIT ${LOG_LIMITS.unpacked}u`,
    `#define KEY_SIZE ${SIGNATURE.key}`,
    `#define SIGNATURE_SIZE ${SIGNATURE.signature}`,
    `#define SIGNED_CONTEXT ${quoted(SIGNATURE.context)}`,
    "",
    ...enumOf("exit_code", "EXIT", COLLECTOR_EXITS),
    ...enumOf("block_type", "BLOCK", BLOCK_TYPES),
    ...enumOf("block_flag", "BLOCK_FLAG", BLOCK_FLAGS),
    ...enumOf("block_encoding", "ENCODING", BLOCK_ENCODINGS),
    ...enumOf("extension_type", "EXTENSION", EXTENSION_TYPES),
    "struct block_header {",
    ...BLOCK_HEADER.map(({ name, type }) => `\t${C_TYPES[type]} ${name};`),
    "};",
    `_Static_assert(sizeof(struct block_header) == ${sizeOf(BLOCK_HEADER)}, "block_header");`,
    "",
    "/* Of a signature: the whole extension. */",
    "struct signature_extension {",
    ...EXTENSION_HEADER.map(({ name, type }) => `\t${C_TYPES[type]} ${name};`),
    "\tuint8_t next_key[KEY_SIZE];",
    "\tuint8_t signature[SIGNATURE_SIZE];",
    "};",
    `_Static_assert(sizeof(struct signature_extension) == ${sizeOf(EXTENSION_HEADER) + SIGNATURE.key + SIGNATURE.signature}, "signature_extension");`,
    "",
    ...wordEnums(START, TRAILER),
    "/* What the records of each kind are made of, in JSON. */",
    `#define LOG_LAYOUTS \\\n${pieces(JSON.stringify(plainLayouts())).join(" \\\n")}`,
    "",
    ...documentOf("log_start", START),
    ...documentOf("log_trailer", TRAILER),
    "#endif",
    "",
  ].join("\n");
}

function sizeOf(members: readonly FixedMember[]): number {
  return members.reduce((size, { type }) => size + MEMBER_SIZES[type], 0);
}

function enumOf(name: string, prefix: string, values: Readonly<Record<string, number>>): string[] {
  const lines = Object.entries(values).map(([key, value]) => `\t${constant(prefix, key)} = ${value},`);
  return [`enum ${name} {`, ...lines, "};", ""];
}

function constant(prefix: string, word: string): string {
  return `${prefix}_${word}`.toUpperCase().replaceAll("-", "_");
}

/** An enumeration of each set of words, and the words by its values. */
function wordEnums(...shapes: readonly DocumentShape[]): string[] {
  const sets = new Map<string, readonly string[]>();
  for (const member of shapes.flatMap((shape) => Object.values(shape))) {
    if (member.type === "word" || member.type === "words") sets.set(member.enum, member.of);
  }
  return [...sets].flatMap(([name, words]) => [
    ...enumOf(name, name, Object.fromEntries(words.map((word, place) => [word, place]))),
    `static const char *const ${name}_words[] = {`,
    ...words.map((word) => `\t[${constant(name, word)}] = ${quoted(word)},`),
    "};",
    "",
  ]);
}

/** A struct for the values of a document, and the function that appends it to a text as JSON. */
function documentOf(name: string, shape: DocumentShape): string[] {
  const members = Object.entries(shape).filter(([, { type }]) => type !== "layouts");
  return [
    `struct ${name} {`,
    ...members.map(([key, member]) => `\t${declaration(key, member)};`),
    "};",
    "",
    `static inline void ${name}__append(struct text *text, const struct ${name} *d)`,
    "{",
    '\ttext__add(text, "{");',
    ...Object.entries(shape).flatMap(([key, member], place) => [
      `\ttext__add(text, "%s", ${quoted(`${place === 0 ? "" : ","}"${key}":`)});`,
      ...appending(key, member).map((line) => `\t${line}`),
    ]),
    '\ttext__add(text, "}");',
    "}",
    "",
  ];
}

function declaration(key: string, member: DocumentMember): string {
  switch (member.type) {
    case "text":
      return `const char *${key}`;
    case "integer":
    case "nanoseconds":
      return `long long ${key}`;
    case "flag":
      return `bool ${key}`;
    case "word":
      return `enum ${member.enum} ${key}`;
    case "words":
      return `enum ${member.enum} ${key}[RECORD_KIND_LIMIT]`;
    case "texts":
      return `const char *const *${key}`;
    case "counts":
      return `struct { unsigned long long seen, written, dropped; } ${key}[RECORD_KIND_LIMIT]`;
    case "numbers":
      return `unsigned long long ${key}[BLIND_SPOT_LIMIT]`;
    case "layouts":
      throw new Error(`${key} is the same in every log`);
  }
}

function appending(key: string, member: DocumentMember): string[] {
  switch (member.type) {
    case "text":
      return [`text__add_string(text, d->${key});`];
    case "integer":
      return [`text__add(text, "%lld", d->${key});`];
    case "nanoseconds":
      return [`text__add(text, "\\"%lld\\"", d->${key});`];
    case "flag":
      return [`text__add(text, "%s", d->${key} ? "true" : "false");`];
    case "word":
      return [`text__add_string(text, ${member.enum}_words[d->${key}]);`];
    case "layouts":
      return ['text__add(text, "%s", LOG_LAYOUTS);'];
    case "texts":
      return [`text__add_strings(text, d->${key});`];
    case "words":
      return each("RECORD_KINDS", "name, id, is_watched", [
        `if (is_watched) \\`,
        `\ttext__add_member(text, #name), text__add_string(text, ${member.enum}_words[d->${key}[id]]);`,
      ]);
    case "counts":
      return each("RECORD_KINDS", "name, id, is_watched", [
        "text__add_member(text, #name); \\",
        'text__add(text, "{\\"seen\\":%llu,\\"written\\":%llu,\\"dropped\\":%llu}", \\',
        `\td->${key}[id].seen, d->${key}[id].written, d->${key}[id].dropped);`,
      ]);
    case "numbers":
      return each("BLIND_SPOTS", "name, place", [
        `text__add_member(text, #name), text__add(text, "%llu", d->${key}[place]);`,
      ]);
  }
}

/** Lines that append an object with a member for each entry of an X macro of events.h. */
function each(list: string, parameters: string, body: readonly string[]): string[] {
  return [
    'text__add(text, "{");',
    `#define X(${parameters}) \\`,
    ...body.map((line) => `\t${line}`),
    `${list}(X)`,
    "#undef X",
    'text__add(text, "}");',
  ];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A long string as C literals beside each other. */
function pieces(text: string): string[] {
  return (text.match(/.{1,80}/g) ?? []).map((piece) => `\t${quoted(piece)}`);
}
