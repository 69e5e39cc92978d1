import { expect, test } from "vitest";
import type { Parent } from "./job.ts";
import { JobFolder, runJob, stage } from "./run-job.ts";

/** Each a step that says the pid and the name of its parent, and the pid of that one's. */
const TELL =
  'read -r _ name _ above _ < <(cat /proc/$PPID/stat 2>/dev/null || echo); echo "$PPID $name $above"';

async function tell(parent: Parent, run = TELL) {
  using folder = new JobFolder();
  const result = await runJob(folder, { parent, steps: [{ run }, { run }] });
  expect(result.stages.map(({ outcome }) => outcome)).toEqual(["success", "success"]);
  return result.stages.map(({ log }) => log.split(" "));
}

test("on a plain runner the worker is the parent of every step", async () => {
  const [first, second] = await tell("worker");
  expect(first).toEqual(second);
  expect(Number(first?.[0])).toBeGreaterThan(1);
});

test("below conmon each step has a parent of its own, which is none of the worker's", async () => {
  const [first, second] = await tell("conmon");
  expect(first?.[0]).not.toBe(second?.[0]);
  const worker = (await tell("worker"))[0]?.[2];
  expect([first?.[1], second?.[1]]).toEqual(["(bash)", "(bash)"]);
  expect([first?.[2], second?.[2]]).not.toContain(worker);
  expect(first?.[2]).toBe(second?.[2]);
});

test("in a container each step's parent is outside of its PID namespace, and its own pid is small", async () => {
  const [first, second] = await tell("docker-exec", 'echo "$PPID $$ $PWD"');
  expect([first?.[0], second?.[0]]).toEqual(["0", "0"]);
  expect(Number(first?.[1])).toBeLessThan(20);
  expect(first?.[2]).toMatch(/\/workspace$/);
});

test("a conmon that lingers is there after its step, and is ended with the job", async () => {
  using folder = new JobFolder();
  const steps = [{ run: "echo $PPID > parent" }, { run: "kill -0 $(cat parent)" }, { run: "true" }];
  const lingering = await runJob(folder, { parent: "lingering-conmon", steps });
  expect(stage(lingering, "step 2").outcome).toBe("success");
  expect(lingering.orphans).toHaveLength(3);
});

test.each(["conmon", "docker-exec"] as const)(
  "a step %s has a status, an output and time like any other",
  async (parent) => {
    using folder = new JobFolder();
    const result = await runJob(folder, {
      parent,
      waits: { interruptMs: 300, terminateMs: 300, outputMs: 300 },
      steps: [
        { run: "echo out; echo err >&2; exit 7", continueOnError: true },
        { run: "kill -KILL $$", continueOnError: true },
        { run: "echo a=1 >> $GITHUB_OUTPUT" },
        { run: "sleep 600", timeoutMs: 400, continueOnError: true },
        { run: "echo below the worker", parent: "worker" },
      ],
    });
    expect(stage(result, "step 1").log.split("\n").slice(0, 2).sort()).toEqual(["err", "out"]);
    expect(result.stages.map(({ issues }) => issues.at(-1)?.message)).toEqual([
      "Process completed with exit code 7.",
      "Process completed with exit code 137.",
      undefined,
      expect.stringContaining("has timed out"),
      undefined,
    ]);
    expect(stage(result, "step 3").outputs).toEqual({ a: "1" });
    // Nobody could signal it: it is gone with the container, or ended as an orphan.
    expect(result.orphans.length > 0).toBe(parent === "conmon");
  },
);
