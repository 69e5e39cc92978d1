import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A kind that Runwarden does not have, about another process, as its file in src/kinds would be. */
export const PROCESS_SIGNAL = {
  start: `import { eventKind, program, words } from "./kind.ts";

export const process_signal = eventKind({`,
  id: "id: 200,",
  doc: 'doc: "A signal was sent.",',
  fields: `fields: [
    { name: "target", type: "process", doc: "To whom", example: "/usr/bin/ssh-agent" },
    { name: "signal", type: "int", doc: "Which", example: "9" },
  ],`,
  record: `record: {
    fixed: [
      { name: "target_start_ns", type: "u64" },
      { name: "target_pid", type: "u32" },
      { name: "signal", type: "u8" },
    ],
    strings: [],
  },`,
  decode: `decode: (record, { lineage }) => ({
    target: lineage.process(record.target_pid, record.target_start_ns),
    signal: record.signal,
  }),`,
  phrase: `phrase: ({ target, signal }) => [
    words("sent signal"),
    words(String(signal)),
    words("to"),
    ...program(target),
  ],`,
  end: "});\n",
};

export type Parts = Readonly<Partial<typeof PROCESS_SIGNAL>>;

const GUIDE_TRIGGER = "test/native/triggers/folder_create.c";

/** What CONTRIBUTING.md says to put into each file, by the comment with its name that stands before it. */
function guideBlocks(): ReadonlyMap<string, string> {
  const text = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
  const blocks = text.matchAll(/^<!-- (\S+) -->\n```\w+\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, name = "", block = ""]) => [name, block]));
}

/** The text of its file; a part that is given is another one, "" for none. */
export function kindFile(parts: Parts = {}): string {
  return Object.values({ ...PROCESS_SIGNAL, ...parts }).join("\n  ");
}

/** A copy of the sources in a folder of its own, with one more kind in it. */
export class SourcesCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "runwarden-kind-"));

  constructor() {
    for (const name of ["src", "native"]) {
      cpSync(join(ROOT, name), join(this.folder, name), {
        recursive: true,
        filter: (path) => !path.endsWith("/native/build"),
      });
    }
    for (const name of ["package.json", "tsconfig.json"]) {
      cpSync(join(ROOT, name), join(this.folder, name));
    }
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  /** Adds the kind as its file, or under another name a kind of which some parts are others. */
  addFile(name = "process_signal", parts: Parts = {}): void {
    writeFileSync(this.path(`src/kinds/${name}.ts`), kindFile(parts));
  }

  /** Adds the kind to the list. */
  addLine(): void {
    const index = this.path("src/kinds/index.ts");
    const text = readFileSync(index, "utf8")
      .replace(/^import/m, 'import { process_signal } from "./process_signal.ts";\nimport')
      .replace("  guard_tamper,\n}", "  guard_tamper,\n  process_signal,\n}");
    writeFileSync(index, text);
  }

  /**
   * Adds the kind that CONTRIBUTING.md shows, as it says; the trigger where there is a folder for triggers. Who is
   * following it has added the kind.
   */
  addFromGuide(): void {
    if (existsSync(this.path("src/kinds/folder_create.ts"))) return;
    const guide = guideBlocks();
    const [, line = "", entry = ""] =
      /^(import .*)\n\n( {2}\w+,)\n$/.exec(guide.get("src/kinds/index.ts") ?? "") ?? [];
    this.#replace("src/kinds/index.ts", /^import/m, `${line}\nimport`);
    this.#replace("src/kinds/index.ts", /^ {2}guard_tamper,$/m, `${entry}\n  guard_tamper,`);
    this.#replace("native/file.bpf.h", /#endif\n$/, `${guide.get("native/file.bpf.h")}\n#endif\n`);
    for (const name of ["src/kinds/folder_create.ts", GUIDE_TRIGGER]) {
      if (existsSync(dirname(this.path(name)))) writeFileSync(this.path(name), guide.get(name) ?? "");
    }
  }

  #replace(name: string, place: RegExp, text: string): void {
    const before = readFileSync(this.path(name), "utf8");
    if (!place.test(before)) throw new Error(`${name} has no place for the kind that CONTRIBUTING.md adds`);
    writeFileSync(
      this.path(name),
      before.replace(place, () => text),
    );
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
