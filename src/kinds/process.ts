import type { Field } from "./field.ts";
import type { Ancestor, Image, Process, ValuesOf } from "./value.ts";

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
] as const satisfies readonly Field[];

/** What can be asked of a process: of the one that produced an event, and of one that an event is about. */
export const PROCESS_FIELDS = [
  ...IMAGE_FIELDS,
  {
    name: "ancestors",
    type: "list of ancestors",
    doc: "The program images above it, newest first: what it was before an exec, its parent, the parent's parent",
    example: "/bin/bash, /usr/bin/npm, /home/runner/bin/Runner.Worker",
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
