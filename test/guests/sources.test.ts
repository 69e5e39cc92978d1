import { expect, test } from "vitest";
import { parseLines, parseStanzas } from "./sources.ts";

test("sources of one line are read, with and without options; comments and source packages are not", () => {
  expect(
    parseLines(
      "# deb http://a.example/debian old main\ndeb http://a.example/debian bookworm main\n" +
        "deb [arch=amd64 signed-by=/k.gpg] http://b.example/x sid main\ndeb-src http://c.example/ y main\n",
    ),
  ).toEqual([
    { uri: "http://a.example/debian", suite: "bookworm", signedBy: undefined },
    { uri: "http://b.example/x", suite: "sid", signedBy: "/k.gpg" },
  ]);
});

test("sources of stanzas are read for each suite, but for the disabled ones", () => {
  expect(
    parseStanzas(
      "Types: deb\n# a comment\nURIs: http://a.example/debian\nSuites: bookworm bookworm-updates\n" +
        "Components: main\nSigned-By: /k.gpg\n\nTypes: deb\nEnabled: no\nURIs: http://b.example/\nSuites: x\n",
    ),
  ).toEqual([
    { uri: "http://a.example/debian", suite: "bookworm", signedBy: "/k.gpg" },
    { uri: "http://a.example/debian", suite: "bookworm-updates", signedBy: "/k.gpg" },
  ]);
});
