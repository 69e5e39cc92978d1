import { chmodSync, copyFileSync, writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { kernelTable } from "../../src/kernel/table.ts";
import { loadRules } from "../../src/rules/load.ts";
import { temporaryFolder, trigger } from "./capture.ts";
import { runRuled } from "./ruled.ts";

const RULES = `
rule_sets:
  - ruleset_id: t/denial
    rules:
      - {rule_id: open, event_type: file_open, action: terminate, condition: path.endsWith("/secret")}
      - {rule_id: exec, event_type: process_exec, action: terminate, condition: process.file_path.endsWith("/evil")}
`;

test("what a rule finds is denied: nobody gets the file, and the program does not run", async () => {
  const { series, source } = inject("guest");
  if (source !== "fentry") return;
  const folder = temporaryFolder();
  const program = trigger("denial");
  for (const name of ["secret", "plain"]) writeFileSync(`${folder}/${name}`, "bytes");
  for (const name of ["evil", "good"]) copyFileSync(program, `${folder}/${name}`);
  chmodSync(`${folder}/evil`, 0o755);
  const { table } = kernelTable(loadRules([{ name: "rules.yaml", text: RULES, origin: "project" }]).rules);
  // Before 5.15 io_uring opens no file that it keeps for itself.
  const opens = ["sibling", "ring", ...(series === "5.10" ? [] : ["polled"])];
  const acts = [
    ...opens.flatMap((act) => [act, "plain", act, "secret"]),
    ...["exec", "good", "exec", "evil"],
  ].map((word, n) => (n % 2 === 0 ? word : `${folder}/${word}`));
  const { said, events, summary } = await runRuled(folder, table, program, acts);
  console.log(said, summary.start, events.filter(({ tags }) => tags.length > 0).map(({kind,tags,payload})=>({kind,tags,payload})));
}, 480_000);
