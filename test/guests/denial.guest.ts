import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
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

const EACCES = -13;

test("what a rule finds is denied: nobody gets the file, and the program does not run", async () => {
  const { series, source, arch } = inject("guest");
  if (source !== "fentry") return;
  const folder = temporaryFolder();
  const program = trigger("denial");
  mkdirSync(`${folder}/scripts`);
  for (const name of ["plain", "secret"]) writeFileSync(`${folder}/${name}`, "bytes");
  for (const name of ["good", "evil"]) {
    copyFileSync(program, `${folder}/${name}`);
    writeFileSync(`${folder}/scripts/${name}`, `#!${folder}/good\n`, { mode: 0o755 });
  }
  const { table } = kernelTable(loadRules([{ name: "rules.yaml", text: RULES, origin: "project" }]).rules);
  const opens = [
    { act: "sibling", opened: { result: 0, has: "a descriptor" }, denied: 0 },
    // Before 5.12 threads of the kernel that are nobody's open what io_uring is asked for.
    ...(series === "5.10"
      ? []
      : [
          { act: "ring", opened: { result: 7, has: "a descriptor" }, denied: EACCES },
          { act: "polled", opened: { result: 0, has: "no descriptor" }, denied: EACCES },
        ]),
    ...(arch === "x64" ? [{ act: "32-bit", opened: { result: 0, has: "a descriptor" }, denied: 0 }] : []),
  ];
  const execs = ["exec", "script"].map((act) => ({ act, at: act === "exec" ? folder : `${folder}/scripts` }));
  const { said, events, summary } = await runRuled(folder, table, program, [
    ...opens.flatMap(({ act }) => [act, `${folder}/plain`, act, `${folder}/secret`]),
    ...execs.flatMap(({ act, at }) => [act, `${at}/good`, act, `${at}/evil`]),
  ]);
  expect(said.trim().split("\n")).toEqual([
    ...opens.flatMap(({ act, opened, denied }) => [
      `${act} ${folder}/plain: status 0, result ${opened.result}, ${opened.has}, its bytes`,
      `${act} ${folder}/secret: signal 9, result ${denied}, no descriptor, nothing`,
    ]),
    ...execs.flatMap(({ act, at }) => [
      `${act} ${at}/good: status 0, result 0, no descriptor, it ran`,
      `${act} ${at}/evil: signal 9, result 0, no descriptor, nothing`,
    ]),
  ]);
  expect(summary.coverage.kernelRules).toEqual({ file_open: "denied", process_exec: "denied" });
  expect(summary.start.missing_programs).toEqual([]);
  const denied = events.filter(({ tags }) => tags.includes("denied_in_kernel"));
  // As another program would have been given them: the last is a descriptor.
  expect(
    denied.map(({ kind, payload, process }) =>
      kind === "file_open" ? payload.path.raw : process.argv.map(({ raw }) => raw.replace(/^\d+$/, "N")),
    ),
  ).toEqual([...opens.map(() => `${folder}/secret`), ...execs.map(({ at }) => [`${at}/evil`, "ran", "N"])]);
  expect(events.filter(({ tags }) => tags.includes("killed_in_kernel"))).toEqual(denied);
}, 480_000);

const READ_ONLY = `
rule_sets:
  - ruleset_id: t/denial
    rules:
      - rule_id: read
        event_type: file_open
        action: terminate
        condition: is_read && !is_write && process.exec_path.endsWith("/kernel_rules")
`;

/** Of a file that is written to, overlayfs opens the one below for reading, to copy it. */
const IN_OVERLAY = `
  mount -t tmpfs tmpfs writable && mkdir writable/upper writable/work &&
  mount -t overlay overlay -o lowerdir=lower,upperdir=writable/upper,workdir=writable/work merged &&
  "$1" "write $PWD/merged/file" "read $PWD/merged/file"; umount merged writable
`;

test("what a file system opens for itself on the way is not taken for what the program opens", async () => {
  const folder = temporaryFolder();
  for (const name of ["lower", "merged", "writable"]) mkdirSync(`${folder}/${name}`);
  writeFileSync(`${folder}/lower/file`, "bytes");
  const { table } = kernelTable(
    loadRules([{ name: "rules.yaml", text: READ_ONLY, origin: "project" }]).rules,
  );
  const { said, events } = await runRuled(folder, table, "/bin/sh", [
    ...["-c", IN_OVERLAY, "sh", trigger("kernel_rules")],
  ]);
  expect(said.trim().split("\n")).toEqual([
    `write ${folder}/merged/file: status 0`,
    "came of it: 1",
    `read ${folder}/merged/file: signal 9`,
    "came of it: 0",
  ]);
  expect(events.filter(({ tags }) => tags.includes("killed_in_kernel"))).toHaveLength(1);
}, 480_000);
