import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { EVENT_KINDS, RECORD_KIND_NAMES, RECORD_KINDS } from "../../src/kinds/index.ts";
import type { AnyEventKind } from "../../src/kinds/kind.ts";
import { ANCESTOR_FIELDS, PROCESS_FIELDS } from "../../src/kinds/process.ts";
import type { Field } from "../../src/kinds/value.ts";

const FOLDER = new URL("../../src/kinds/", import.meta.url);

/** The files that declare a kind: what they export has an id and a record. */
async function declaredKinds(): Promise<string[]> {
  const names: string[] = [];
  for (const file of readdirSync(FOLDER)) {
    const exported: object = await import(new URL(file, FOLDER).href);
    const isKind = Object.values(exported).some(
      (value) => typeof value === "object" && value !== null && "id" in value && "record" in value,
    );
    if (isKind) names.push(file.replace(".ts", ""));
  }
  return names;
}

test("each file of a kind is in the list under its name, and nothing else is", async () => {
  expect(await declaredKinds()).toEqual([...RECORD_KIND_NAMES].sort());
});

test("a number in a record means one kind, and fits into a record", () => {
  const ids = Object.values(RECORD_KINDS).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !Number.isInteger(id) || id < 1 || id > 255)).toEqual([]);
});

test("no field is named twice, nor is any without words for README", () => {
  const all: (readonly Field[])[] = [
    PROCESS_FIELDS,
    ANCESTOR_FIELDS,
    ...Object.values(EVENT_KINDS).map(({ fields }) => fields),
  ];
  for (const fields of all) {
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    for (const { name, doc, example } of fields) {
      expect([name, doc, example].filter((text) => text === "")).toEqual([]);
    }
  }
});

test("a field that may be absent has its value from one of the same type", () => {
  const kinds: AnyEventKind[] = Object.values(EVENT_KINDS);
  const pairs = kinds.flatMap(({ fields, defaults = {} }) =>
    Object.entries(defaults).map((names) =>
      names.map((name) => fields.find((field) => field.name === name)?.type),
    ),
  );
  expect(pairs).toEqual([["path", "path"]]);
});
