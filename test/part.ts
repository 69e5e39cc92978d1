import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** Something that is built from files of a tree. */
export interface Part {
  readonly name: string;
  /** Files and folders of the tree; a change of any makes the part stale. */
  readonly inputs: readonly string[];
  readonly isInput?: (path: string) => boolean;
  /** Files and folders; where others build into them too, `isOutput` tells this part's own. */
  readonly outputs: readonly string[];
  readonly isOutput?: (path: string) => boolean;
  /** Programs with their arguments, run one after the other in the tree. */
  readonly commands: readonly (readonly [string, ...string[]])[];
}

/** What a part was built from, and what came of it: digests. */
interface Made {
  readonly inputs: string;
  readonly outputs: string;
}

/** Kept where `npm run compile` leaves it, and git does not see it. */
const RECORD = "build/made.json";

/** Builds a part where it, or what it is built from, is not what it was when it was built last. */
export function bringUpToDate(root: string, part: Part): void {
  const made = readRecord(root)[part.name];
  if (made?.inputs !== inputsOf(root, part) || made.outputs !== outputsOf(root, part)) build(root, part);
}

/** Builds a part, whatever is there. Throws where that fails, with what to do. */
export function build(root: string, part: Part): void {
  const inputs = inputsOf(root, part);
  console.log(`Building: ${part.name}`);
  for (const [program, ...args] of part.commands) {
    try {
      execFileSync(program, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    } catch (cause) {
      throw new Error(
        `${part.name}: what is there is not what the sources give, and building it failed: ${[program, ...args].join(" ")}. Where a program is missing, test/setup.sh installs what is needed.`,
        { cause },
      );
    }
  }
  // Read again: another run may have built another part meanwhile.
  const record = { ...readRecord(root), [part.name]: { inputs, outputs: outputsOf(root, part) } };
  const path = join(root, RECORD);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${path}.${process.pid}`, path);
}

function readRecord(root: string): Readonly<Record<string, Made>> {
  const path = join(root, RECORD);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, Made>) : {};
}

/** The commands are an input too. */
function inputsOf(root: string, { inputs, isInput = () => true, commands }: Part): string {
  return digest(
    root,
    inputs.flatMap((path) => filesBelow(root, path)).filter(isInput),
    JSON.stringify(commands),
  );
}

function outputsOf(root: string, { outputs, isOutput = () => true }: Part): string {
  return digest(root, outputs.flatMap((path) => filesBelow(root, path)).filter(isOutput), "");
}

/** The files of a folder and of all folders in it, or the file itself; nothing of what is not there. */
function filesBelow(root: string, path: string): string[] {
  const status = statSync(join(root, path), { throwIfNoEntry: false });
  if (status === undefined) return [];
  if (!status.isDirectory()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names.flatMap((name) => filesBelow(root, `${path}/${name}`));
}

/** Of names, contents, and whether they are executable; times are no part of it: git gives files new ones. */
function digest(root: string, paths: readonly string[], more: string): string {
  const hash = createHash("sha256").update(more);
  for (const path of paths) {
    const bytes = readFileSync(join(root, path));
    const isExecutable = (statSync(join(root, path)).mode & 0o100) !== 0;
    hash.update(`\0${path}\0${isExecutable}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}
