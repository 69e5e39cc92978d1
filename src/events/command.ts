import { type Runs, TOOLS, type Tool } from "../kinds/tools.ts";
import type { Image } from "../kinds/value.ts";

/** What a command line is: a tool's, with the verb that it is given. Both are empty where there is none. */
export interface ToolCommand {
  readonly tool: string;
  readonly verb: string;
  /** The tool installs, or builds, packages of others. */
  readonly isManager: boolean;
}

const NO_COMMAND: ToolCommand = { tool: "", verb: "", isManager: false };

/** What argv.ts puts where arguments are missing. */
const CUT = "…";

/**
 * The tool that an image is of and its verb, by the grammar of its command line. What the file is called says the tool:
 * the one that was executed, what a link led to, or the name that it was called by; of an interpreter, the script or the
 * module that it runs. No other word can: `npm --prefix test ci` is `ci`, and `node x.js /npm` is node's.
 */
export function commandOf({ exec_path, file_path, argv }: Image): ToolCommand {
  const given = argv.map(({ raw }) => raw);
  const names = [exec_path.raw, file_path?.raw ?? "", (given[0] ?? "").replace(/^-/, "")].map(fileName);
  for (const name of names) {
    const tool = TOOL_OF_FILE.get(name);
    if (tool === undefined) continue;
    const rest = given.slice(firstWord(exec_path.raw, given));
    // A script that only its interpreter tells of: the words are the interpreter's.
    return ofTool(tool, name, name === names[0] || name === names[1] ? rest : given.slice(1));
  }
  return NO_COMMAND;
}

/**
 * The script that an image runs by an interpreter, as it was given, or its own path where it is one; empty for what is no
 * script, and where an interpreter is given none.
 */
export function scriptOf({ exec_path, file_path, argv }: Image): string {
  const given = argv.map(({ raw }) => raw);
  const first = firstWord(exec_path.raw, given);
  if (first > 1) return exec_path.raw;
  const names = [exec_path.raw, file_path?.raw ?? ""].map(fileName);
  const runtime = names.map((name) => TOOL_OF_FILE.get(name)).find((tool) => tool?.runs !== undefined);
  return runtime?.runs === undefined ? "" : programOf(runtime, runtime.runs, given.slice(1)).program;
}

const TOOL_OF_FILE: ReadonlyMap<string, Tool> = new Map(
  TOOLS.flatMap((tool) => tool.files.map((file): [string, Tool] => [file, tool])),
);

/** The last name of a path without a version: `pip3.11` is `pip`, `yarn-4.1.0.cjs` is `yarn.cjs`. */
function fileName(path: string): string {
  return lastName(path)
    .toLowerCase()
    .replace(/-?\d[\d.]*(?=(?:\.c?js)?$)/, "");
}

/**
 * Where the words behind the program begin. Of a script the kernel puts its interpreter, and what the first line says
 * more, before the script's path.
 */
function firstWord(path: string, given: readonly string[]): number {
  const name = lastName(path);
  if (given[0] === undefined || lastName(given[0]) === name) return 1;
  const script = given.slice(1, 4).findIndex((word) => lastName(word) === name);
  return script < 0 ? 1 : script + 2;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function ofTool(tool: Tool, file: string, given: readonly string[]): ToolCommand {
  const fixed = own(tool.verbOfFile, file);
  if (fixed !== undefined) return command(tool, fixed);
  if (tool.runs !== undefined && tool.verbs === undefined) return ofRuntime(tool, tool.runs, given);
  if (tool.isLauncher) return ofLauncher(tool, given);
  return command(tool, verbOf(tool, given));
}

function command({ name, isManager }: Tool, verb: string): ToolCommand {
  return { tool: name, verb, isManager: isManager === true };
}

/** What runs programs: the tool is the program's, where that is one. */
function ofRuntime(runtime: Tool, runs: Runs, given: readonly string[]): ToolCommand {
  const { program, rest } = programOf(runtime, runs, given);
  const file = fileOfProgram(program);
  const tool = TOOL_OF_FILE.get(file);
  return tool === undefined || isRuntime(tool) ? command(runtime, "") : ofTool(tool, file, rest);
}

function isRuntime({ runs, verbs }: Tool): boolean {
  return runs !== undefined && verbs === undefined;
}

/** pip runs itself by files of its own folder, and by its folder. */
const OF_FOLDER = /\/([^/]+)\/__(?:main|pip-runner)__\.py$/;

function fileOfProgram(program: string): string {
  return fileName(OF_FOLDER.exec(program)?.[1] ?? program);
}

/** The file, module or class that a runtime is given, and the words behind it; empty where it runs none. */
function programOf(
  { valued = [], code = [] }: Tool,
  runs: Runs,
  given: readonly string[],
): { program: string; rest: readonly string[] } {
  const none = { program: "", rest: [] };
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? "";
    const next = { program: given[at + 1] ?? "", rest: given.slice(at + 2) };
    if (word === "--" || word === "-jar") return next;
    if (word === "-" || word.startsWith(CUT) || code.includes(word)) return none;
    if (!/^[-+]/.test(word)) return { program: word, rest: given.slice(at + 1) };
    const isLetters = !word.startsWith("--") && !runs.hasWords;
    const { kind, behind } = (isLetters && tellingLetter(word.slice(1), runs)) || NO_LETTER;
    if (kind === "code") return none;
    if (kind === "module") return behind === "" ? next : { program: behind, rest: given.slice(at + 1) };
    if (valued.includes(word) || (kind === "valued" && behind === "")) at++;
  }
  return none;
}

interface TellingLetter {
  readonly kind: "code" | "module" | "valued" | "attached" | "none";
  readonly behind: string;
}

const NO_LETTER: TellingLetter = { kind: "none", behind: "" };

/** The first of the letters of an option that is more than a switch, and what stands behind it. */
function tellingLetter(
  letters: string,
  { code, module = "", valued, attached = "" }: Runs,
): TellingLetter | undefined {
  for (const [at, letter] of [...letters].entries()) {
    const behind = letters.slice(at + 1);
    if (code.includes(letter)) return { kind: "code", behind };
    if (module.includes(letter)) return { kind: "module", behind };
    if (valued.includes(letter)) return { kind: "valued", behind };
    if (attached.includes(letter)) return { kind: "attached", behind };
  }
  return undefined;
}

function ofLauncher(launcher: Tool, given: readonly string[]): ToolCommand {
  const [first = "", ...rest] = given;
  // With a version, or without.
  const file = first.replace(/@.*$/s, "").toLowerCase();
  const tool = TOOL_OF_FILE.get(file);
  if (tool === undefined || isRuntime(tool) || tool === launcher)
    return command(launcher, verbOf(launcher, given));
  return ofTool(tool, file, rest);
}

/** What a verb looks like: a script's name, a goal of Maven or a task of Gradle can be one. */
const VERB = /^[\w:@.][\w:@.+-]{0,63}$/;

const ASKS_FOR_HELP: readonly string[] = ["-h", "--help", "-v", "--version"];

function verbOf(tool: Tool, given: readonly string[]): string {
  const words = wordsOf(tool, given);
  const [first = "", second = "", third = ""] = words;
  if (words.length === 0) {
    return given.some((word) => ASKS_FOR_HELP.includes(word)) ? "" : (tool.bareVerb ?? "");
  }
  const group = own(tool.groups, first);
  if (group !== undefined) return own(group, second) ?? canonical(tool, second);
  if (tool.namedGroups?.includes(first)) return canonical(tool, third);
  return canonical(tool, words.find((word) => !tool.passedOver?.includes(word)) ?? first);
}

/** The most words that decide a verb: `yarn workspace web add`. */
const WORDS = 3;

/** The first words that are no options and no values of some, in lower case. */
function wordsOf({ valued = [], code = [] }: Tool, given: readonly string[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < given.length && found.length < WORDS; at++) {
    const word = given[at] ?? "";
    if (word.startsWith(CUT) || word.endsWith(CUT) || code.includes(word)) break;
    if (valued.includes(word)) at++;
    // One with a plus is a toolchain of cargo's.
    else if (!/^[-+]/.test(word)) found.push(word.toLowerCase());
    // npm's switches can have their value behind them.
    else if (/^(?:true|false)$/.test(given[at + 1] ?? "")) at++;
  }
  return found;
}

/** What stands for a word, which can be the name of what every object has. */
function own<Value>(record: Readonly<Record<string, Value>> = {}, word: string): Value | undefined {
  return Object.hasOwn(record, word) ? record[word] : undefined;
}

function canonical({ verbs = {}, otherVerb, hasPrefixes }: Tool, word: string): string {
  const exact = Object.entries(verbs).find(([verb, others]) => verb === word || others.includes(word));
  if (exact !== undefined) return exact[0];
  if (hasPrefixes) {
    const begun = Object.entries(verbs).filter(([verb, others]) =>
      [verb, ...others].some((known) => known.startsWith(word)),
    );
    const [only, ...more] = begun;
    if (only !== undefined && more.length === 0) return only[0];
  }
  if (word === "") return "";
  return otherVerb ?? (VERB.test(word) ? word : "");
}
