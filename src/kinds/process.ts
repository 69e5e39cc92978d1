import { OTHER_WORDS, TOOL_NAMES } from "./tools.ts";
import type { Ancestor, Field, Image, Process, ValuesOf } from "./value.ts";

/** What a process and an ancestor have both: a program image. */
export const IMAGE_FIELDS = [
  {
    name: "exec_path",
    type: "path",
    doc: "Path that was executed, made absolute; of a script its own",
    example: "/usr/bin/curl",
  },
  {
    name: "argv",
    type: "list of strings",
    doc: "Arguments, the first being the name that the program was called by",
    example: "[curl, -fsSL, https://example.com/install.sh]",
  },
  {
    name: "exact_argv",
    type: "list of exact strings",
    doc: "The same arguments, compared with upper and lower case as they are: -f is not -F",
    example: "[curl, -F, file=@x]",
    isSparse: true,
    isOnlyAsked: true,
  },
  {
    name: "is_argv_cut",
    type: "bool",
    doc: "True where arguments are missing: of a long command line its head and its tail are kept, and what the cut went through has … there",
    example: "true / false",
    isSparse: true,
  },
  {
    name: "file_path",
    type: "path",
    doc: "The executed file itself, every symbolic link followed; of a script its own, and empty where the kernel did not tell it",
    example: "/usr/bin/python3.12",
    isSparse: true,
  },
  {
    name: "is_root_owned",
    type: "bool",
    doc: "True where that file and all folders above it belonged to root when it was executed, and nobody else could write to them; of a script its interpreter too",
    example: "true / false",
    isSparse: true,
  },
  {
    name: "is_runner",
    type: "bool",
    doc: "True of the process whose job is watched and of those above it, as they were when the watch began; never of what the job started",
    example: "true / false",
    isSparse: true,
  },
  {
    name: "cwd",
    type: "path",
    doc: "The folder that it was executed in; empty where that is not known",
    example: "/home/runner/work/web/web/node_modules/esbuild",
    isSparse: true,
  },
  {
    name: "tool",
    type: "string",
    doc: "The package manager or runtime that its command line is of, also where an interpreter runs that; empty for others",
    example: "npm, pip, python",
    values: TOOL_NAMES,
    isSparse: true,
  },
  {
    name: "verb",
    type: "string",
    doc: "What the tool is told to do, by the place in its command line; other words for it are told as one",
    example: "install, ci, run",
    otherWords: OTHER_WORDS,
    isSparse: true,
  },
] as const satisfies readonly Field[];

/** What can be asked of a process: of the one that produced an event, and of one that an event is about. */
export const PROCESS_FIELDS = [
  ...IMAGE_FIELDS,
  {
    name: "package",
    type: "string",
    doc: "The package whose script it is, or runs below: that in whose folder a package manager has started something; empty for the project's own",
    example: "esbuild, @prisma/engines",
    isSparse: true,
  },
  {
    name: "step",
    type: "path",
    doc: "The script, or the program, that the runner has started for the step that it is of; empty outside of all steps",
    example: "/home/runner/work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh",
    isSparse: true,
  },
  {
    name: "action",
    type: "string",
    doc: "The action whose step it is of; empty for a step with `run`, also of a composite action",
    example: "actions/checkout@v4, github/codeql-action/init@v3",
    isSparse: true,
  },
  {
    name: "ancestors",
    type: "list of ancestors",
    doc: "The program images above it, newest first: what it was before an exec, its parent, the parent's parent",
    example: "/bin/bash, /usr/bin/npm, /home/runner/bin/Runner.Worker",
  },
  {
    name: "ancestors_left_out",
    type: "int",
    doc: "How many are left out in the middle of ancestors: the 64 newest and the 64 oldest are kept",
    example: "0, 12",
    isSparse: true,
  },
  {
    name: "installer",
    type: "string",
    values: TOOL_NAMES,
    doc: "The outermost tool that installs or builds packages of others, the process itself or above it: npm that runs ci, cargo that runs build; empty where none does",
    example: "npm, pip",
    isSparse: true,
  },
] as const satisfies readonly Field[];

/** What can be asked of every event, whatever its kind. In its JSON form it is the tag truncated. */
export const EVENT_FIELDS = [
  {
    name: "is_truncated",
    type: "bool",
    doc: "True where something that the event tells is cut: a path or a name of its own, arguments of its program or of an ancestor, or the lineage",
    example: "true / false",
    isSparse: true,
  },
] as const satisfies readonly Field[];

/** What can be asked of an ancestor. */
export const ANCESTOR_FIELDS = [
  ...IMAGE_FIELDS,
  {
    name: "descendants",
    type: "list of ancestors",
    doc: "The images between it and the process, from it downwards",
    example: "/usr/bin/npm, /bin/bash",
  },
] as const satisfies readonly Field[];

/** Does not compile where a value has not what its fields say. */
type Holds<Value extends Fields, Fields> = Value;
export type ImageHoldsItsFields = Holds<Image, ValuesOf<typeof IMAGE_FIELDS>>;
export type ProcessHoldsItsFields = Holds<Process, ValuesOf<typeof PROCESS_FIELDS>>;
export type AncestorHoldsItsFields = Holds<Ancestor, ValuesOf<typeof ANCESTOR_FIELDS>>;
