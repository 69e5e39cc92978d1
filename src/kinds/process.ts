import type { Field } from "./field.ts";

const IMAGE_FIELDS = [
  { name: "exec_path", type: "path", doc: "Path that was executed", example: "/usr/bin/curl" },
  {
    name: "argv",
    type: "list of strings",
    doc: "Arguments, the first being the name that the program was called by",
    example: '["curl", "-fsSL", "https://example.com/install.sh"]',
  },
] as const satisfies readonly Field[];

/** What can be asked of a process: of the one that produced an event, and of one that an event is about. */
export const PROCESS_FIELDS = [
  ...IMAGE_FIELDS,
  {
    name: "ancestors",
    type: "list of ancestors",
    doc: "The program images above it, newest first: what it was before an exec, its parent, the parent's parent",
    example: '[{exec_path: "/bin/bash", argv: ["bash", "-c", "npm install"]}]',
  },
] as const satisfies readonly Field[];

/** What can be asked of an ancestor. */
export const ANCESTOR_FIELDS = [
  ...IMAGE_FIELDS,
  {
    name: "descendants",
    type: "list of ancestors",
    doc: "The images below it on the way to the process, from this one downwards",
    example: '[{exec_path: "/bin/sh", argv: ["sh"]}]',
  },
] as const satisfies readonly Field[];
