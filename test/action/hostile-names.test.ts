import { expect, test } from "vitest";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";

const RULES = `
rule_sets:
  - ruleset_id: test/names
    rules:
      - rule_id: pwned_open
        event_type: file_open
        condition: path.contains("pwned")
        action: detect
`;

/** Makes a file whose name holds everything that a log, Markdown, HTML or a terminal could take for its own. */
const MAKE_FILE = String.raw`
name=$(printf 'pwned\n::error::x\n##[error]y\n# h <img src=x onerror=alert(1)> | \x60code\x60 **b** \xff\xe2\x80\xae\x1b[31m')
touch "./$name"`;

test("a hostile file name is shown harmlessly in the log, the annotations and the summary", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: RULES, baseline: "false", "artifact-name": "" },
    steps: [{ run: MAKE_FILE }],
  });
  const post = stage(result, "post");
  expect(post.outputs).toMatchObject({ result: "detected" });
  const shown = String.raw`pwned\x0a::error::x\x0a#\x23[error]y\x0a# h `;
  expect(post.issues.map(({ level, message }) => [level, message])).toEqual([
    ["error", expect.stringContaining(shown)],
    ["error", "Runwarden: 1 rule matched (fail-on-detect)."],
  ]);
  expect(post.summary).toContain(`${shown}&lt;img src=x onerror=alert(1)&gt; | `);
  expect(post.summary).toContain(String.raw`\xff\u{202e}\x1b[31m`);
  expect(post.summary).not.toContain("<img");
  expect(post.summary).not.toMatch(/^(::|# h)/m);
});
