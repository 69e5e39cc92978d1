import { CLIENT_PROGRAMS } from "./client-programs.ts";
import { CLOUD_PROGRAMS } from "./cloud-programs.ts";
import { KEY_PROGRAMS } from "./key-programs.ts";
import type { ProgramOptions, ValueForm } from "./program-options.ts";
import { TEXT_PROGRAMS } from "./text-programs.ts";

/** By the names of the programs' files, in small letters. */
export const PROGRAMS: ReadonlyMap<string, readonly ProgramOptions[]> = new Map(
  [...CLIENT_PROGRAMS, ...KEY_PROGRAMS, ...CLOUD_PROGRAMS, ...TEXT_PROGRAMS].flatMap(([names, ...parts]) =>
    names.split(" ").map((name) => [name, parts] as const),
  ),
);

/** Programs that are one wherever their name stands: what PowerShell assigns begins with no program. */
export const ANYWHERE: ReadonlySet<string> = new Set(["convertto-securestring"]);

/** Long options of any program whose name says no secret. */
export const LONG_OPTIONS: ReadonlyMap<string, ValueForm> = new Map<string, ValueForm>([
  ["header", "header"],
  ["proxy-header", "header"],
  ["http-header", "header"],
  ["add-header", "header"],
  ["authorization", "header"],
  ["from-literal", "="],
  ["basic-auth", ":"],
  ["userpass", ":"],
  ["userpwd", ":"],
  // What people write, and what looks through it
  ["message", "prose"],
  ["title", "prose"],
  ["description", "prose"],
  ["notes", "prose"],
  ["filter", "pattern"],
  ["grep", "pattern"],
  ["grep-invert", "pattern"],
  ["test-name-pattern", "prose"],
  ["testNamePattern", "prose"],
]);

/** Shells: the word behind their `-c` is a script. */
export const SHELLS: ReadonlySet<string> = new Set([
  "ash",
  "bash",
  "busybox",
  "dash",
  "fish",
  "ksh",
  "powershell",
  "pwsh",
  "sh",
  "zsh",
]);

/** What a shell has in front of a command. */
export const KEYWORDS: ReadonlySet<string> = new Set([
  "!",
  "{",
  "}",
  "do",
  "elif",
  "else",
  "if",
  "then",
  "until",
  "while",
]);

/** Programs that execute another one, which is named by a word behind their options. */
export const LAUNCHERS: ReadonlySet<string> = new Set([
  ...SHELLS,
  "chroot",
  "chrt",
  "cmd",
  "command",
  "docker",
  "doas",
  "env",
  "eval",
  "exec",
  "flock",
  "ionice",
  "kubectl",
  "nerdctl",
  "nice",
  "node",
  "nohup",
  "npx",
  "nsenter",
  "perl",
  "php",
  "podman",
  "python",
  "ruby",
  "runuser",
  "script",
  "setpriv",
  "setsid",
  "ssh",
  "sshpass",
  "stdbuf",
  "su",
  "sudo",
  "time",
  "timeout",
  "unshare",
  "watch",
  "xargs",
  "xcrun",
]);

/** Programs that write their arguments to their standard output. */
export const WRITERS: ReadonlySet<string> = new Set(["echo", "printf", "yes", "write-host", "write-output"]);

/** The name of a program's file, as the tables have it: `/usr/bin/MySQL.exe` is `mysql`, and a login shell's `-bash` is bash. */
export function programName(word: string): string {
  const name = word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).toLowerCase();
  if (PROGRAMS.has(name)) return name;
  return name
    .replace(/^-/, "")
    .replace(/\.(?:exe|cmd|bat)$/, "")
    .replace(/(?<=^[a-z]{2,20})[\d.]{1,6}$/, "");
}
