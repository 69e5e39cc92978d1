import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { readPairs } from "./command-files.ts";
import { JobFolder, runJob, stage } from "./run-job.ts";

test.each([
  ["a=1=2\nb<<END\nx\ny<<z\nEND\nc=\n", { a: "1=2", b: "x\ny<<z", c: "" }],
  ["a=1<<2", { a: "1<<2" }],
  ["a<<=\n1\n=\n", { a: "1" }],
  ["a<<END\nEND", { a: "" }],
  ["a<<END\n\nEND\n\n\nb=\r\n", { a: "", b: "\r" }],
  ["", {}],
])("pairs are read in both forms: %j", (text, pairs) => {
  expect(Object.fromEntries(readPairs(text))).toEqual(pairs);
});

test.each([
  ["a", "Invalid format 'a'"],
  ["a<<", "Invalid format 'a<<'. Name must not be empty and delimiter must not be empty"],
  ["<<END\nEND\n", "Invalid format '<<END'. Name must not be empty and delimiter must not be empty"],
  ["a<<END\nx\n", "Invalid value. Matching delimiter not found 'END'"],
  ["a<<END\n", "Invalid value. Matching delimiter not found 'END'"],
  ["a<<END\nx", "Invalid value. EOF marker missing new line."],
  ["a<<END\nEND \n", "Invalid value. Matching delimiter not found 'END'"],
])("what is no pair is refused in the runner's own words: %j", (text, message) => {
  expect(() => [...readPairs(text)]).toThrow(message);
});

test("random text gives pairs or a fault, and ends", () => {
  for (let round = 0; round < 500; round++) {
    const text = randomBytes(60).toString("latin1").replaceAll(/[a-m]/g, "\n").replaceAll(/[n-z]/g, "<<");
    try {
      for (const [name] of readPairs(text)) expect(typeof name).toBe("string");
    } catch (error) {
      expect(String(error)).toMatch(/^Error: Invalid (format|value)/);
    }
  }
});

/** Runs a step, and then one that tells what the first has left. */
async function leave(run: string, tell: string) {
  using folder = new JobFolder();
  const result = await runJob(folder, { steps: [{ run }, { run: tell, if: "always()" }] });
  const { outcome, issues, outputs, summary } = stage(result, "step 1");
  return { outcome, issues, outputs, summary, told: stage(result, "step 2").log.split("\n") };
}

test("a malformed file fails its step, and what stood before the fault holds", async () => {
  const { outcome, issues, told } = await leave('printf "A=1\\nB\\nC=3\\n" >> $GITHUB_ENV', "echo $A-$B-$C");
  expect(outcome).toBe("failure");
  expect(issues).toEqual([
    { level: "error", message: "Unable to process file command 'env' successfully.", properties: {} },
    { level: "error", message: "Invalid format 'B'", properties: {} },
  ]);
  expect(told).toEqual(["1--"]);
});

test("a fault in one file does not cost the others", async () => {
  const { outcome, outputs, told } = await leave(
    "echo x >> $GITHUB_ENV; echo a=1 >> $GITHUB_OUTPUT; echo /added >> $GITHUB_PATH; echo x >> $GITHUB_STATE",
    "echo $PATH | cut -d: -f1",
  );
  expect({ outcome, outputs, told }).toEqual({ outcome: "failure", outputs: { a: "1" }, told: ["/added"] });
});

test("NODE_OPTIONS is refused in any case and nothing else is; the step does not fail", async () => {
  const { outcome, issues, told } = await leave(
    'printf "NODE_OPTIONS=--version\\nnode_options=x\\nOPENSSL_CONF=/y\\nNODE_PATH=/x\\n" >> $GITHUB_ENV',
    'echo "$NODE_OPTIONS$node_options-$NODE_PATH-$OPENSSL_CONF"',
  );
  const message = "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.";
  expect(issues.map((issue) => issue.message)).toEqual([message, message]);
  expect({ outcome, told }).toEqual({ outcome: "success", told: ["-/x-/y"] });
});

test("the contexts win over GITHUB_ENV, but only with the names that they have", async () => {
  const names = ["GITHUB_SHA", "RUNNER_NAME", "GITHUB_ACTIONS", "GITHUB_MINE", "RUNNER_MINE", "CI"];
  const { told } = await leave(
    names.map((name) => `echo ${name}=spoofed >> $GITHUB_ENV`).join("\n"),
    names.map((name) => `echo $${name}`).join("\n"),
  );
  expect(told).toEqual([
    "0123456789abcdef0123456789abcdef01234567",
    "test-runner",
    "true",
    "spoofed",
    "spoofed",
    "spoofed",
  ]);
});

test("an empty name fails its step", async () => {
  const { outcome, issues } = await leave("echo =x >> $GITHUB_ENV", "true");
  expect(outcome).toBe("failure");
  expect(issues.at(-1)?.message).toBe("Value cannot be null. (Parameter 'name')");
});

test.each([
  ["removed", 'rm "$GITHUB_ENV"', "success"],
  ["removed with its folder", 'rm -r "$(dirname "$GITHUB_ENV")"', "success"],
  ["a folder", 'rm "$GITHUB_ENV"; mkdir "$GITHUB_ENV"', "failure"],
  ["a FIFO", 'rm "$GITHUB_ENV"; mkfifo "$GITHUB_ENV"', "failure"],
  [
    "of random bytes",
    'head -c 1000 /dev/urandom > "$GITHUB_OUTPUT"; printf "\\nx" >> "$GITHUB_OUTPUT"',
    "failure",
  ],
])("a command file that is %s does not hold or end the worker", async (_, run, expected) => {
  const { outcome, told } = await leave(run, "echo later");
  expect({ outcome, told }).toEqual({ outcome: expected, told: ["later"] });
});

test("a value with a NUL ends there, and one that no process can be started with fails the later step", async () => {
  const nul = await leave('printf "A=1\\0002\\n" >> $GITHUB_ENV', 'echo "$A"');
  expect(nul.told).toEqual(["1"]);
  using folder = new JobFolder();
  const result = await runJob(folder, {
    steps: [{ run: 'printf "A=%0200000d\\n" 0 >> $GITHUB_ENV' }, { run: "true" }],
  });
  expect(stage(result, "step 2").outcome).toBe("failure");
  expect(stage(result, "step 2").issues[0]?.message).toMatch(
    /^An error occurred trying to start process '\/bin\/bash' with working directory '.*'\. Argument list too long$/,
  );
});

test("a path that is added twice stands once, where it was added last", async () => {
  const { told } = await leave(
    'printf "/a\\n/b\\n\\n/a\\n" >> $GITHUB_PATH',
    'echo "$PATH" | tr : "\\n" | head -2',
  );
  expect(told).toEqual(["/a", "/b"]);
});

test.each([
  [1024 * 1024, []],
  [
    1024 * 1024 + 1024,
    [
      "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got 1025k. For more information see: https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-markdown-summary",
    ],
  ],
])("a summary of %d bytes is kept or dropped as a whole, and its step succeeds", async (size, messages) => {
  const { outcome, issues, summary } = await leave(
    `head -c ${size} /dev/zero | tr "\\0" x > $GITHUB_STEP_SUMMARY`,
    "true",
  );
  expect(outcome).toBe("success");
  expect(issues.map(({ message }) => message)).toEqual(messages);
  expect(summary.length).toBe(messages.length === 0 ? size : 0);
});
