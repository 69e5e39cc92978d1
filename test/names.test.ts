import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCES = fileURLToPath(new URL("../src", import.meta.url));

const TYPE = /^(?:export )?(?:declare )?(?:interface|type|(?:abstract )?class) (\w+)/gm;

/** The names of types that a text declares, exported or not. */
function typesIn(text: string): string[] {
  return [...text.matchAll(TYPE)].map(([, name = ""]) => name);
}

test("no two types of src/ have one name, so that a reader who meets it knows which is meant", () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  const places = new Map<string, string[]>();
  for (const file of files) {
    for (const name of typesIn(readFileSync(join(SOURCES, file), "utf8"))) {
      places.set(name, [...(places.get(name) ?? []), file]);
    }
  }
  expect(places.size).toBeGreaterThan(200);
  expect([...places].filter(([, declaring]) => declaring.length > 1)).toEqual([]);
});

test("every way to declare a type is seen", () => {
  const text =
    "interface A {}\nexport type B = 1;\nexport abstract class C<T> {}\nclass D {}\nexport type { E };\n";
  expect(typesIn(text)).toEqual(["A", "B", "C", "D"]);
});
