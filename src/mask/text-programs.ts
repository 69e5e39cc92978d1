import type { ProgramOptions, ProgramRow } from "./program-options.ts";

const COMMIT: ProgramOptions = { letters: { m: "prose" }, valued: "CcFtu", long: { message: "prose" } };

/** What is told by people for people, and what looks through texts or changes them. */
export const TEXT_PROGRAMS: readonly ProgramRow[] = [
  [
    "gh",
    {
      verbs: ["secret set"],
      letters: { b: "whole" },
      valued: "Rore",
      long: { body: "whole" },
      input: "whole",
    },
    {
      verbs: ["pr", "issue", "release", "variable"],
      letters: { b: "prose", t: "prose", n: "prose" },
      long: { body: "prose", title: "prose", notes: "prose" },
    },
  ],
  [
    "glab",
    { verbs: ["auth login"], letters: { t: "whole" } },
    {
      verbs: ["variable set", "variable update"],
      letters: { v: "whole" },
      long: { value: "whole" },
      operands: { form: "whole", from: 1 },
    },
    {
      verbs: ["mr", "issue", "release"],
      letters: { d: "prose", t: "prose", m: "prose" },
      long: { description: "prose", title: "prose", notes: "prose" },
    },
  ],
  [
    "git",
    { ...COMMIT, verbs: ["commit", "tag", "merge", "notes", "stash", "revert"] },
    { long: { grep: "prose" } },
  ],
  ["hg svn jj bzr", { ...COMMIT, verbs: ["commit", "ci", "describe", "import"] }],
  [
    "grep egrep fgrep zgrep rg ag ack",
    { operands: { form: "pattern" }, letters: { e: "pattern" }, valued: "ABCmf" },
  ],
  ["awk gawk mawk", { operands: { form: "pattern" }, letters: { v: "flag" }, valued: "Ff" }],
  [
    "sed gsed",
    { operands: { form: "edit" }, letters: { e: "edit" }, valued: "f", long: { expression: "edit" } },
  ],
  ["perl", { operands: { form: "substitution" }, letters: { e: "substitution" }, valued: "f" }],
  ["jest vitest", { letters: { t: "prose" } }],
  ["go", { verbs: ["test"], long: { run: "pattern", skip: "pattern", bench: "pattern" } }],
  ["jq gojq", { long: { arg: "name", argjson: "name" } }],
  ["read", { letters: { p: "prose" }, valued: "dinNtu" }],
];
