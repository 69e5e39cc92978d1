import { expect, test } from "vitest";
import { StageOutput } from "./stage-output.ts";

function print(...lines: string[]): StageOutput {
  const output = new StageOutput(new Set());
  for (const line of lines) output.line(line);
  return output;
}

test("commands are stopped until the token comes", () => {
  const output = print("::stop-commands::tok", "::error::no", "##[error]no", "::TOK::", "::error::yes");
  expect(output.issues.map(({ message }) => message)).toEqual(["yes"]);
  expect(output.log).toBe("::stop-commands::tok\n::error::no\n##[error]no\n::TOK::\n##[error]yes");
});

test.each(["", "pause-logging", "Error", "stop-commands"])(
  "a token that output could hold by chance is refused and fails the stage: %j",
  (token) => {
    const output = print(`::stop-commands::${token}`, "::error::still obeyed");
    expect(output.hasFailed).toBe(true);
    expect(output.issues[0]?.message).toMatch(/^You cannot use a endToken that is an empty string/);
    expect(output.issues[1]?.message).toBe("still obeyed");
  },
);

test("a long token is a secret, so that no later line can give it away", () => {
  expect(print("::stop-commands::longtoken", "longtoken").log).toBe("::stop-commands::***\n***");
});

test("a mask hides what was printed before and after it, in messages too, and each line of it", () => {
  const output = print("a secret", "::add-mask::secret", "b secret", "::error::c secret");
  expect(output.log).toBe("a ***\nb ***\n##[error]c ***");
  expect(output.issues[0]?.message).toBe("c ***");
  expect(print("::add-mask::one%0Atwo", "x one y", "two").log).toBe("x *** y\n***");
});

test("an empty mask hides nothing and is a warning", () => {
  const output = print("::add-mask::  ", "text");
  expect(output.log).toMatch(/text$/);
  expect(output.issues).toMatchObject([
    { level: "warning", message: expect.stringContaining("empty string") },
  ]);
});

test.each(["set-env name=A", "add-path"])("::%s:: is disabled and fails the stage", (command) => {
  const output = print(`::${command}::x`);
  const [name] = command.split(" ");
  expect(output.hasFailed).toBe(true);
  expect(output.issues.map(({ message }) => message)).toEqual([
    `Unable to process command '::${command}::x' successfully.`,
    expect.stringContaining(`The \`${name}\` command is disabled.`),
  ]);
});

test.each(["save-state", "set-output"])(
  "::%s:: without a name fails the stage, with one it is old",
  (command) => {
    const wrong = print(`::${command}::x`);
    expect(wrong.hasFailed).toBe(true);
    expect(wrong.issues[1]?.message).toBe(`Required field 'name' is missing in ##[${command}] command.`);
    const right = print(`::${command} name=a::x`);
    expect(right.hasFailed).toBe(false);
    expect({ ...right.state, ...right.outputs }).toEqual({ a: "x" });
    expect(right.issues).toMatchObject([
      { level: "warning", message: expect.stringContaining("deprecated") },
    ]);
  },
);

test("what is shown of a command is what GitHub shows", () => {
  const output = print(
    "::debug::no",
    "::group::g",
    "in",
    "::endgroup::",
    "::unknown::u",
    "::echo::on",
    "::group::h",
  );
  expect(output.log).toBe("##[group]g\nin\n##[endgroup]\n::unknown::u\n::group::h\n##[group]h");
  expect(print("::echo::maybe").issues[1]?.message).toBe(
    "Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: 'maybe'.",
  );
});

test("ten messages of each level are kept, and 4,096 characters of one", () => {
  const output = print(...Array(12).fill("::error::e"), "::warning::w", `::notice::${"n".repeat(5000)}`);
  expect(output.issues.filter(({ level }) => level === "error")).toHaveLength(10);
  expect(output.issues.slice(10).map(({ message }) => message.length)).toEqual([1, 4096]);
  expect(output.log.match(/##\[error\]e/g)).toHaveLength(12);
});
