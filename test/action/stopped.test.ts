import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { until } from "../native/capture.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { expectNothingLeft, FIND_GUARDS, forget, type Guards, guardsOf, parseGuards } from "./guards.ts";
import { MARKER_RULE } from "./marker-rule.ts";

/*
 * The guard's processes are stopped for good, and the job's worker ends: nobody of them can end another then, and none ends
 * by itself. The kernel ends them all the same, and nothing of theirs is left in it.
 */

/** Longer than the longest that a process of the guard may say nothing at work (native/deadline.h), and the rest. */
const TIMEOUT_MS = 110_000;

const INPUTS = { rules: MARKER_RULE, baseline: "false", "artifact-name": "" };

function attachedPrograms(): string[] {
  const links = execFileSync("bpftool", ["-j", "link", "show"], { encoding: "utf8", maxBuffer: 64 << 20 });
  return (JSON.parse(links) as { prog_id: number }[]).map(({ prog_id }) => String(prog_id));
}

function commOf(pid: string): string {
  return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
}

/** Ends its worker behind a command, and gives what the guard consisted of until then. */
async function guardsBehind(command: string): Promise<Guards> {
  using folder = new JobFolder();
  const run = `(${FIND_GUARDS}\n) > guards && . ./guards-of && ${command} && kill -KILL $PPID`;
  const names = `cat > guards-of <<'END'\nread -r _ folder collector keeper judge _ < guards\nEND`;
  const job = runJob(folder, { inputs: INPUTS, steps: [{ run: `${names}\n${run}` }] });
  await expect(job).rejects.toThrow("the worker failed");
  return parseGuards(readFileSync(join(folder.workspace, "guards"), "utf8"));
}

test.concurrent.each([
  "kill -STOP $collector",
  "kill -STOP $keeper",
  "kill -STOP $judge",
  "kill -STOP $collector $keeper",
  "kill -STOP $collector $judge",
  "kill -STOP $keeper $judge",
  "kill -STOP $collector $keeper $judge",
  "kill -STOP $keeper $judge && kill -KILL $collector",
  "kill -STOP $collector $judge && kill -KILL $keeper",
  "kill -STOP $judge && kill -KILL $collector $keeper",
])("%s: nothing is left when the worker has ended", { timeout: TIMEOUT_MS }, async (command) => {
  const guards = await guardsBehind(command);
  await expectNothingLeft(guards);
  forget(guards);
});

test.concurrent("while a judge that is stopped is still waited for, no program is at its hook any more", {
  timeout: TIMEOUT_MS,
}, async () => {
  const guards = await guardsBehind("kill -STOP $judge");
  const [collector = "", keeper = ""] = guards.pids;
  await until(() => !attachedPrograms().some((program) => guards.programs.includes(program)));
  expect([commOf(collector), commOf(keeper)]).toEqual(["runwarden", "runwarden-keep"]);
  process.kill(Number(guards.pids[2]), "SIGKILL");
  await expectNothingLeft(guards);
  forget(guards);
});

test.concurrent("that the kernel has ended a keeper is told, and not that who was running did it", {
  timeout: TIMEOUT_MS,
}, async () => {
  using folder = new JobFolder();
  const run = `${FIND_GUARDS}\nkill -STOP $keeper\nwhile [ -e /proc/$keeper/exe ]; do sleep 1; done; sleep 0.5`;
  const found = await runJob(folder, { inputs: INPUTS, steps: [{ run }] });
  const { outputs, log } = stage(found, "post");
  expect(outputs.result).toBe("tampered");
  expect(log).toContain("was running when the kernel sent signal 9 to the guard's keeper");
  await expectNothingLeft(guardsOf(found));
});

test("nor does the next job meet anything of them", async () => {
  using folder = new JobFolder();
  const next = await runJob(folder, { inputs: INPUTS, steps: [{ run: "touch other; cat other" }] });
  expect(stage(next, "post").outputs.result, stage(next, "post").log).toBe("passed");
  expect(next.conclusion).toBe("success");
});
