import { expect, test } from "vitest";
import { JsonFieldReader } from "../../src/events/json-fields.ts";
import { LineageNode } from "../../src/events/lineage-node.ts";
import { fold, type Text } from "../../src/events/text.ts";
import { TextStore } from "../../src/events/text-store.ts";
import type { Image } from "../../src/kinds/value.ts";

const text = (raw: string): Text => ({ raw, folded: fold(raw) });
const image = (...argv: string[]): Image => ({
  exec_path: text(`/bin/${argv[0]}`),
  argv: argv.map(text),
});

/** The last of some programs, each of which the one before has executed. */
function below(...programs: readonly string[][]): LineageNode {
  const nodes: LineageNode[] = [];
  for (const program of programs) nodes.push(new LineageNode(1, image(...program), nodes.at(-1), "exec"));
  const last = nodes.at(-1);
  if (last === undefined) throw new Error("no program was given");
  return last;
}

test.each([
  ["npm", [["bash"], ["npm", "ci"], ["sh", "-c", "node x.js"], ["node", "x.js"]]],
  ["npm", [["npm", "install"]]],
  ["pip", [["python3", "-m", "pip", "install", "x"], ["cargo", "build"], ["cc"]]],
  ["cargo", [["npm", "run", "build"], ["cargo", "build"], ["build-script-build"]]],
  ["", [["bash"], ["npm", "run", "ci"], ["node", "x.js"]]],
  [
    "",
    [
      ["npx", "install"],
      ["node", "x.js"],
    ],
  ],
  ["", [["echo", "npm", "ci"]]],
])("the installer is the outermost that installs: '%s'", (installer, programs) => {
  expect(below(...programs).installer.raw).toBe(installer);
});

test("an installer above more programs than are kept is still known, by all that come from it", () => {
  const deep = Array.from({ length: 400 }, (_, n) => ["sh", `${n}`]);
  const last = below(["bash"], ...deep.slice(200), ["npm", "ci"], ...deep, ["cat"]);
  expect(last.ancestors.some(({ verb }) => verb?.raw === "ci")).toBe(false);
  expect(last.installer.raw).toBe("npm");
  expect(new LineageNode(2, last, last, "fork").installer.raw).toBe("npm");
  expect(below(["bash"], ...deep, ["cat"]).installer.raw).toBe("");
});

test("an event of JSON says it, or its lineage does", () => {
  const read = (process: object) => new JsonFieldReader(new TextStore()).process(process, "process");
  const ancestors = [
    { exec_path: "/bin/sh", argv: ["sh"] },
    { exec_path: "/usr/bin/npm", argv: ["npm", "i"] },
  ];
  expect(read({ exec_path: "/bin/cat", ancestors }).installer?.raw).toBe("npm");
  expect(read({ exec_path: "/bin/cat", ancestors, installer: "pip" }).installer?.raw).toBe("pip");
  expect(read({ exec_path: "/bin/cat", ancestors: ancestors.slice(0, 1) }).installer?.raw).toBe("");
});
