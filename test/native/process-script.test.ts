import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  capture,
  earlier,
  type PlainEvent,
  plain,
  TEST_PROCESS,
  temporaryFolder,
  trigger,
} from "./capture.ts";

test("a script is told by its own path, however it was given, and not by its interpreter's", async () => {
  const folder = temporaryFolder();
  mkdirSync(`${folder}/folder`);
  const nothing = `${folder}/nothing`;
  copyFileSync(trigger("nothing"), nothing);
  copyFileSync(trigger("nothing"), `${folder}/folder/program`);
  for (const [name, interpreter] of [
    ["script", nothing],
    ["by-script", `${folder}/script with an option`],
    ["by-env", `/usr/bin/env ${nothing}`],
    ["folder/inside", nothing],
    ["by-nobody", `${folder}/missing`],
    ["by-itself", `${folder}/by-itself`],
  ] as const) {
    writeFileSync(`${folder}/${name}`, `#!${interpreter}\n`, { mode: 0o700 });
  }
  symlinkSync("../script", `${folder}/folder/link`);
  symlinkSync("program", `${folder}/folder/program-link`);
  const program = trigger("process_script");
  const { events } = await capture(program, [folder]);

  const executed = (
    path: string,
    argv: readonly string[],
    { is_memfd = false, above = [program], origin = {} } = {},
  ): PlainEvent => ({
    kind: "process_exec",
    payload: { is_memfd, ...origin },
    exec_path: path,
    argv,
    ancestors: [...above, TEST_PROCESS],
    tags: [],
    count: 1,
  });
  const script = (path: string, given: string, options = {}) =>
    executed(path, [nothing, given, "argument"], options);
  const back = { origin: { origin_paths: [`${folder}/moved`] } };
  const binary = (path: string) => executed(path, ["script", "argument"]);
  expect(plain(events, "process_exec")).toEqual([
    executed(program, [program, folder], { above: [] }),

    script(`${folder}/script`, "script"),
    script(`${folder}/script`, "./folder/../script"),
    // One exec, though two scripts and a program were read for it.
    executed(`${folder}/by-script`, [nothing, `${folder}/script`, "with an option", "by-script", "argument"]),
    // Two: env executes the program that it is given.
    executed(`${folder}/by-env`, ["/usr/bin/env", nothing, "by-env", "argument"]),
    executed(nothing, [nothing, "by-env", "argument"], { above: [`${folder}/by-env`, program] }),

    script(`${folder}/script`, "/dev/fd/100"),
    script(`${folder}/script`, "/proc/self/fd/100"),
    script(`${folder}/script`, "/dev/fd/100"),
    script("/memfd:script", "/dev/fd/103", { is_memfd: true }),
    script(`${folder}/moved`, "/dev/fd/100", { origin: earlier(`${folder}/script`) }),

    script(`${folder}/folder/inside`, "/dev/fd/101/inside"),
    script(`${folder}/script`, "/dev/fd/101/../script", back),
    script(`${folder}/folder/link`, "/dev/fd/101/link", back),
    binary(`${folder}/folder/program-link`),
    binary(`${folder}/folder/program`),
    binary(`${folder}/folder/program`),
    script(`${folder}/script`, `/dev/fd/102${folder}/script`, back),

    // The exec has closed the descriptor.
    script(`${folder}/script`, "/proc/self/fd/104", back),
  ]);
});
