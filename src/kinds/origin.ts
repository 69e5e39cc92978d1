import type { Field } from "./value.ts";

/** What the kinds have whose events are about one file. */
export const ORIGIN_FIELDS = [
  {
    name: "origin_path",
    type: "path",
    doc: "Where the file was first in this job, if that is elsewhere: before it, or a folder above it, was moved, hard-linked, mounted at another place, or reached from another root folder",
    example: "/home/runner/.aws/credentials",
    isSparse: true,
  },
  {
    name: "origin_paths",
    type: "list of strings",
    doc: "All other paths that it had before, the first one first: a file that was written under another name and then moved to its place has that name first",
    example: "[/repo/.git/config.lock, /repo/.git/config]",
    isSparse: true,
  },
] as const satisfies readonly Field[];
