import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ARTIFACT_NAMES } from "../artifact-names.ts";
import { until } from "../native/capture.ts";
import type { ActionStep, StageResult } from "../runner/job.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, type JobOptions, runJob, stage } from "../runner/run-job.ts";
import { unzip } from "../runner/unzip.ts";
import { MARKER_RULE } from "./marker-rule.ts";

const BREAK_FILES = fileURLToPath(new URL("break-files.py", import.meta.url));

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

beforeEach(() => {
  service.artifacts.length = 0;
});

afterAll(() => service.stop());

/** A step that leaves a process behind, which breaks the first path of the pattern that the post step brings. */
function breaking(act: "remove" | "folder" | "late", pattern: string): string {
  return `
    nohup python3 ${BREAK_FILES} ${act} "${pattern}" "$PWD/ready" > /dev/null 2>&1 &
    until [ -e ready ]; do sleep 0.05; done
    touch marker`;
}

/** What the runner itself says where one of its files cannot be read. */
const OF_THE_RUNNER = /^Unable to process file command|^Access to the path/;

async function post(folder: JobFolder, options: Partial<JobOptions>): Promise<StageResult> {
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false" },
    steps: [],
    actionEnvironment: service.variables,
    ...options,
  });
  const last = stage(result, "post");
  // Whatever was broken: a job with a detection fails, and says of what.
  expect(last.outcome).toBe("failure");
  expect(last.issues[0]).toMatchObject({ level: "error", message: expect.stringContaining("marker_open") });
  const own = last.issues.filter(({ message }) => !OF_THE_RUNNER.test(message));
  expect(own.at(-1)?.message).toBe("Runwarden: 1 rule matched (fail-on-detect).");
  return last;
}

function warnings(result: StageResult): string[] {
  return result.issues.filter(({ level }) => level === "warning").map(({ message }) => message);
}

/** The names of the files in the one artifact, and the result that its matches.json tells. */
async function artifact(): Promise<{ names: string[]; result: unknown }> {
  expect(service.artifacts).toHaveLength(1);
  const files = await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0));
  const matches = files.get("matches.json");
  const result = matches === undefined ? undefined : JSON.parse(matches.toString()).result;
  return { names: [...files.keys()].sort(), result };
}

const WHOLE = { names: ARTIFACT_NAMES, result: "detected" };

test("a summary file that the job removed costs the summary, and nothing else", async () => {
  using folder = new JobFolder();
  const steps = [{ run: breaking("remove", "$RUNNER_TEMP/_runner_file_commands/step_summary_*") }];
  const result = await post(folder, { steps });
  expect(result.outputs).toEqual({ result: "detected", "match-count": "1", "artifact-id": "1" });
  expect(warnings(result)).toEqual([expect.stringMatching(/^The summary was not written: Unable to access/)]);
  expect(await artifact()).toEqual(WHOLE);
});

test("a file for outputs that cannot be written costs the outputs, and nothing else", async () => {
  using folder = new JobFolder();
  const steps = [{ run: breaking("folder", "$RUNNER_TEMP/_runner_file_commands/set_output_*") }];
  const result = await post(folder, { steps });
  expect(result.outputs).toEqual({});
  expect(warnings(result)).toEqual([expect.stringMatching(/^The outputs of the step were not set: EISDIR/)]);
  expect(result.summary).toContain("## 🛑 Runwarden: detected");
  expect(await artifact()).toEqual(WHOLE);
});

test("where there is no temporary folder at all, the artifact is there all the same: it comes from root's", async () => {
  using folder = new JobFolder();
  const environment = { RUNNER_TEMP: "/proc/nowhere", TMPDIR: "/proc/nowhere" };
  const result = await post(folder, { environment, steps: [{ run: "touch marker" }] });
  expect(warnings(result)).toEqual([]);
  expect(await artifact()).toEqual(WHOLE);
});

test("a full disk costs what is written there, and neither the verdict nor the artifact", async () => {
  using folder = new JobFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder.path]);
  try {
    mkdirSync(folder.workspace);
    const steps = [{ run: 'touch marker; cat /dev/zero > "$RUNNER_TEMP/fill" || true' }];
    const result = await post(folder, { steps });
    expect(result.outputs).toEqual({});
    const told = warnings(result).join("\n");
    for (const what of ["The outputs of the step were not set", "The summary was not written"]) {
      expect(told).toMatch(new RegExp(`^${what}: ENOSPC`, "m"));
    }
    expect(await artifact()).toEqual(WHOLE);
  } finally {
    execFileSync("umount", [folder.path]);
  }
});

test("variables too large to hand on to a program do not keep the job from being judged", async () => {
  using folder = new JobFolder();
  // Each below the kernel's limit of 128 KiB for one; together with node's own start still below that for all.
  const fill =
    'for i in {1..12}; do echo "FILL_$i=$(head -c 120000 /dev/zero | tr "\\0" x)" >> "$GITHUB_ENV"; done';
  const result = await post(folder, { steps: [{ run: `touch marker; ${fill}` }] });
  expect(result.outputs).toMatchObject({ result: "detected" });
});

test("where the state cannot be kept, the step fails, and post finds the watch without it", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    skipPre: true,
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    before: [
      { run: `echo "worker $PPID"` },
      { run: breaking("late", "$RUNNER_TEMP/_runner_file_commands/save_state_*") },
    ],
    steps: [{ run: "touch marker", if: "always()" }],
  });
  expect(stage(result, "main").outcome).toBe("failure");
  expect(stage(result, "main").issues.map(({ message }) => message)).toContainEqual(
    expect.stringContaining("EISDIR"),
  );
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected" });
  const [, worker] = /worker (\d+)/.exec(stage(result, "step 1").log) ?? [];
  // It ends with its worker.
  await until(() => logsOf(Number(worker)).length === 0);
});

/** The logs of collectors whose scope was a process. */
function logsOf(scopePid: number): string[] {
  const root = "/var/lib/runwarden";
  return readdirSync(root).filter((name) => {
    try {
      return readFileSync(join(root, name, "events.log"), "latin1").includes(`"scope_pid":${scopePid},`);
    } catch {
      // Those of other jobs come and go.
      return false;
    }
  });
}

test("a state that no step of the action wrote fails the job, and says so", async () => {
  using folder = new JobFolder();
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false", "artifact-name": "" },
    environment: { STATE_runwarden: '{"phase":"watching","collector":null}' },
    steps: [],
  });
  expect(stage(result, "pre").outcome).toBe("failure");
  expect(stage(result, "pre").issues.at(-1)?.message).toContain("STATE_runwarden");
});

test("what breaks post's own node costs neither the verdict nor the evidence", async () => {
  using folder = new JobFolder();
  const defect = join(folder.path, "defect.js");
  // In post alone; where it judged, it would read such numbers.
  writeFileSync(
    defect,
    `if (/post.index\\.js$/.test(process.argv[1] ?? ""))
       Buffer.prototype.readUInt16LE = () => { throw new TypeError("planted") };`,
  );
  const use: ActionStep = {
    uses: "runwarden/runwarden@v0",
    with: { rules: MARKER_RULE, baseline: "false" },
    env: { NODE_OPTIONS: `--require=${defect}` },
  };
  const result = await runJob(folder, {
    steps: [use, { run: "touch marker" }],
    actionEnvironment: service.variables,
  });
  const post = stage(result, "post");
  expect(post.outcome).toBe("failure");
  expect(post.outputs).toMatchObject({ result: "detected", "artifact-id": "1" });
  expect(await artifact()).toEqual(WHOLE);
});
