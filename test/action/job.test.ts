import { mkdirSync, writeFileSync } from "node:fs";
import { machine, release } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { readLog } from "../../src/events/read-log.ts";
import type { LogFault } from "../../src/log/fault.ts";
import type { SignatureCheck } from "../../src/log/signatures.ts";
import { ownOf, parseFrozenJob } from "../../src/watch/frozen.ts";
import { ARTIFACT_NAMES } from "../artifact-names.ts";
import { objectionsTo } from "../report/objections.ts";
import { readActionDefinition } from "../runner/action-definition.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, type JobOptions, runJob, stage } from "../runner/run-job.ts";
import { unzip } from "../runner/unzip.ts";

/** Fires on a read of the file that plantCredential makes. */
const RULES = `
rule_sets:
  - ruleset_id: test/credentials
    rules:
      - rule_id: planted_read
        description: Reads the planted credential
        event_type: file_open
        condition: is_read && path.endsWith("/planted/.npmrc")
        action: detect
`;

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

beforeEach(() => {
  service.artifacts.length = 0;
});

afterAll(() => service.stop());

function plantCredential(folder: JobFolder): void {
  mkdirSync(join(folder.workspace, "planted"));
  writeFileSync(join(folder.workspace, "planted/.npmrc"), "//npm.example.com/:_authToken=none\n");
}

async function run(folder: JobFolder, options: Partial<JobOptions>) {
  plantCredential(folder);
  return runJob(folder, {
    inputs: { rules: RULES, baseline: "false" },
    steps: [{ run: "echo building" }],
    actionEnvironment: service.variables,
    ...options,
  });
}

async function artifact(): Promise<Map<string, Buffer>> {
  const [only, ...more] = service.artifacts;
  if (only === undefined || more.length > 0) throw new Error("not exactly one artifact");
  expect(only.name).toBe("runwarden-build-0");
  const files = await unzip(only.zip);
  expect([...files.keys()].sort()).toEqual(ARTIFACT_NAMES);
  expect(objectionsTo((name) => file(files, name).toString())).toEqual([]);
  return files;
}

function file(files: Map<string, Buffer>, name: string): Buffer {
  return files.get(name) ?? Buffer.alloc(0);
}

test("a clean job passes, says what was watched, and leaves an artifact", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { steps: [{ run: "cat /etc/hostname; echo done" }] });
  expect(result.stages.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["pre", "success"],
    ["main", "success"],
    ["step 1", "success"],
    ["post", "success"],
  ]);
  expect(result.conclusion).toBe("success");
  const post = stage(result, "post");
  expect(post.outputs).toEqual({ result: "passed", "match-count": "0", "artifact-id": "1" });
  const { outputs } = stage(result, "main");
  expect([...Object.keys(post.outputs), ...Object.keys(outputs)]).toEqual(
    Object.keys(readActionDefinition(REPOSITORY).outputs ?? {}),
  );
  expect(post.issues).toEqual([]);
  expect(post.summary).toMatch(
    /^## ✅ Runwarden: passed\n\nNo rule matched\.\n\n\*\*Coverage:\*\* source (?:tracepoint|fentry) · scope job · (\d+) of \1 hooks live/,
  );
  const files = await artifact();
  const matches = JSON.parse(file(files, "matches.json").toString());
  expect(matches).toMatchObject({
    schema: "runwarden/matches/v1",
    result: "passed",
    rules: [],
    living: { count: 0, processes: [] },
    job: { started_by: "pre", context: { repository: "acme/prod", ref: "refs/heads/main" } },
    kernel: { release: release(), machine: machine() },
  });
  expect(post.summary).toContain("<li>Ref: refs/heads/main</li>");
  expect(post.summary).toContain(`<li>Kernel: ${release()} (${machine()})</li>`);
  const events: Event[] = [];
  const log = await readLog([file(files, "events.masked.log")], {
    onEvent: (event) => void events.push(event),
    ownOf,
  });
  expect(log.coverage.faults).toEqual([]);
  expect(parseFrozenJob(log.job)).toMatchObject({
    startedBy: "pre",
    context: { repository: "acme/prod", job: "build", run_id: "1" },
    rules: [{ name: "rules-input", origin: "project", text: RULES }],
    settings: {
      provider_host: "github.com",
      project_path: "acme/prod",
      monitor_mode: false,
      default_max_alerts: 10,
    },
    postScript: undefined,
    handOver: {
      policy: { fail_on_detect: true, fail_on_tamper: true, fail_on_loss: true },
      artifact: { name: "runwarden-build-0", retentionDays: 0, log: "masked" },
    },
  });
  const opened = events.filter(
    (event) => event.kind === "file_open" && event.payload.path.raw === "/etc/hostname",
  );
  expect(opened.map(({ process }) => process.argv.map(({ raw }) => raw))).toEqual([["cat", "/etc/hostname"]]);
});

test("what happens in the action's own post step counts as what happens in any step", async () => {
  using folder = new JobFolder();
  const rules = RULES.replace('"/planted/.npmrc"', '"/dist/post/index.js"');
  const result = await run(folder, { inputs: { rules, baseline: "false" } });
  expect(stage(result, "post").outcome).toBe("failure");
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected" });
});

test("on a hosted runner the whole machine is watched, but not the collector and the judge", async () => {
  using folder = new JobFolder();
  // Only this job's own file: other jobs on this machine may read theirs.
  const rules = RULES.replace('path.endsWith("/planted/.npmrc")', `path.startsWith("${folder.workspace}/")`);
  const environment = { RUNNER_ENVIRONMENT: "github-hosted" };
  const result = await run(folder, { environment, inputs: { rules, baseline: "false" } });
  const post = stage(result, "post");
  expect(post.outputs).toMatchObject({ result: "passed" });
  expect(post.summary).toMatch(/scope machine · (\d+) of \1 hooks live/);
  const log = file(await artifact(), "events.masked.log");
  const { executed, start } = await executedIn(log);
  expect(executed.some((words) => words[1] === "/bin/bash")).toBe(true);
  // Other jobs may run on this machine meanwhile, but each collector has its own folder.
  expect(executed.filter((words) => words.includes(start.directory))).toEqual([]);
});

test("what the guard starts for itself while the job runs is no event of the job", async () => {
  using folder = new JobFolder();
  // The first line of a step is read by a process that the judge starts.
  const steps = [{ run: "touch one; sleep 1" }, { run: "touch two; sleep 1" }];
  const result = await run(folder, { steps });
  expect(stage(result, "post").summary).toContain("touch two");
  const { executed, start } = await executedIn(file(await artifact(), "events.masked.log"));
  expect(executed.some((words) => words.includes("two"))).toBe(true);
  expect(executed.filter((words) => words.some((word) => word.startsWith(start.directory)))).toEqual([]);
});

/** Of each program that was executed its path, and its arguments. */
async function executedIn(log: Buffer) {
  const executed: string[][] = [];
  const { start } = await readLog([log], {
    onEvent: ({ kind, process: { exec_path, argv } }) => {
      if (kind === "process_exec") executed.push([exec_path, ...argv].map(({ raw }) => raw));
    },
    ownOf,
  });
  return { executed, start };
}

test("a secret among the arguments is masked in all that is shown and uploaded, whatever rules make of it", async () => {
  using folder = new JobFolder();
  const rules = RULES.replace(
    'path.endsWith("/planted/.npmrc")',
    'path.endsWith("/planted/.npmrc") && process.ancestors.exists(a, "hunter22" in a.argv)',
  );
  const inputs = { rules, baseline: "false" };
  // The worker's own words for the step, which it prints itself, are not ours to mask.
  const step = { run: "p=22; bash -c 'cat planted/.npmrc; true' deploy --password hunter$p" };
  const post = stage(await run(folder, { inputs, steps: [step] }), "post");
  expect(post.outputs).toMatchObject({ result: "detected", "match-count": "1" });
  const files = await artifact();
  const argv: string[][] = [];
  await readLog([file(files, "events.masked.log")], {
    onEvent: ({ kind, process }) => {
      if (kind === "process_exec") argv.push(process.argv.map(({ raw }) => raw));
    },
    ownOf,
  });
  expect(argv).toContainEqual(["bash", "-c", "cat planted/.npmrc; true", "deploy", "--password", "***"]);
  const told = [post.summary, post.log, file(files, "matches.json")].join("\n");
  expect(told).toContain("deploy --password ***");
  // The rule's own text, in matches.json or elsewhere, is the owner's.
  expect(told).not.toContain("--password hunter22");
  expect(told).not.toContain('"hunter22"');
});

test("the first key of the log is told before the first step, and the log in the artifact is signed by it", async () => {
  using folder = new JobFolder();
  const result = await run(folder, {
    inputs: { rules: RULES, baseline: "false", log: "full" },
    steps: [{ run: "cat /etc/hostname" }],
  });
  const key = /^Runwarden: this job's log is signed; its first key is ([0-9a-f]{64})$/m;
  const firstKey = key.exec(stage(result, "pre").log)?.[1] ?? "none";
  expect(key.exec(stage(result, "main").log)?.[1]).toBe(firstKey);
  expect(stage(result, "main").outputs).toEqual({ "log-key": firstKey });
  const files = await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0));
  expect(JSON.parse(file(files, "matches.json").toString())).toMatchObject({ log_key: firstKey });
  const faultsOf = async (signatures: SignatureCheck): Promise<readonly LogFault[]> =>
    (await readLog([file(files, "events.log")], { ownOf, signatures })).coverage.faults;
  expect(await faultsOf({ firstKey })).toEqual([]);
  const other = "ab".repeat(32);
  expect(await faultsOf({ firstKey: other })).toEqual([
    { code: "other-key", place: { offset: 16, block: 0 }, key: firstKey },
  ]);
});

test("a job that reads a planted credential fails, and the summary says who read it", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { steps: [{ run: "bash -c 'cat planted/.npmrc; true'" }] });
  expect(result.conclusion).toBe("failure");
  const post = stage(result, "post");
  expect(post.outcome).toBe("failure");
  expect(post.outputs).toEqual({ result: "detected", "match-count": "1", "artifact-id": "1" });
  expect(post.issues.map(({ level, message }) => [level, message])).toEqual([
    ["error", expect.stringContaining("(test/credentials/planted_read)")],
    ["error", "Runwarden: 1 rule matched (fail-on-detect)."],
  ]);
  expect(post.summary).toContain("## 🛑 Runwarden: detected");
  expect(post.summary).toContain("Reads the planted credential");
  expect(post.summary).toMatch(
    /└ \S*bash -c &#39;cat planted\/\.npmrc; true&#39;\n\s+└ \S*cat planted\/\.npmrc \[pid \d+\]\n\s+🛑 /,
  );
  const matches = JSON.parse(file(await artifact(), "matches.json").toString());
  expect(matches.rules).toMatchObject([
    {
      ruleset_id: "test/credentials",
      rule_id: "planted_read",
      action: "detect",
      total_count: 1,
      matches: [
        {
          event: {
            event_type: "file_open",
            process: { argv: ["cat", "planted/.npmrc"] },
            payload: { path: join(folder.workspace, "planted/.npmrc"), is_read: true },
          },
        },
      ],
    },
  ]);
});

test("with fail-on-detect: false the same job passes, and still says what it saw", async () => {
  using folder = new JobFolder();
  const result = await run(folder, {
    inputs: { rules: RULES, baseline: "false", "fail-on-detect": "false" },
    steps: [{ run: "cat planted/.npmrc" }],
  });
  expect(result.conclusion).toBe("success");
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected", "match-count": "1" });
});

test("a rule for other repositories is left out, and monitor mode makes terminate detect", async () => {
  using folder = new JobFolder();
  const rule = (id: string, target: string) =>
    `      - {rule_id: ${id}, event_type: file_open, condition: path.endsWith("/planted/.npmrc"), action: terminate, target: ${target}}\n`;
  const text = `rule_sets:\n  - ruleset_id: test/targets\n    rules:\n${rule("ours", "{include: [{provider_host: github.com, path: acme/prod/}]}")}${rule("theirs", "{exclude: [{path: acme/prod/}]}")}`;
  const result = await run(folder, {
    inputs: { rules: text, baseline: "false", "monitor-mode": "true", "default-max-alerts": "1" },
    steps: [{ run: "cat planted/.npmrc; cat planted/.npmrc" }],
  });
  expect(stage(result, "post").outputs).toMatchObject({ result: "detected", "match-count": "2" });
  const { rules } = JSON.parse(file(await artifact(), "matches.json").toString());
  expect(rules).toMatchObject([{ rule_id: "ours", action: "detect", total_count: 2, matches: [{}] }]);
  expect(rules[0].matches).toHaveLength(1);
});

test("a job whose own step fails is still judged", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { steps: [{ run: "cat planted/.npmrc; exit 3" }, { run: "echo never" }] });
  expect(result.stages.map(({ name, outcome }) => [name, outcome]).slice(2)).toEqual([
    ["step 1", "failure"],
    ["step 2", "skipped"],
    ["post", "failure"],
  ]);
  expect(stage(result, "post").outputs.result).toBe("detected");
});

test("an artifact that cannot be uploaded is a warning with its reason, not a lost report", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { actionEnvironment: {} });
  expect(result.conclusion).toBe("success");
  const post = stage(result, "post");
  expect(post.outputs).toEqual({ result: "passed", "match-count": "0" });
  expect(post.issues).toMatchObject([
    { level: "warning", message: expect.stringContaining("ACTIONS_RUNTIME_TOKEN") },
  ]);
  expect(post.summary).toContain("## ✅ Runwarden: passed");
  expect(post.summary).toContain("could not be uploaded");
});

test("a job that removes the runner's temporary folder is still judged", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { steps: [{ run: 'rm -r "$RUNNER_TEMP"/*; cat planted/.npmrc' }] });
  expect(stage(result, "post").outputs.result).toBe("detected");
});

test("with an empty artifact-name nothing is uploaded", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { inputs: { rules: RULES, baseline: "false", "artifact-name": "" } });
  expect(stage(result, "post").issues).toEqual([]);
  expect(service.artifacts).toEqual([]);
});

test("where pre did not run, main starts the collector and the report says what was missed", async () => {
  using folder = new JobFolder();
  const result = await run(folder, {
    skipPre: true,
    before: [{ run: "cat planted/.npmrc" }],
    steps: [{ run: "echo later" }],
  });
  expect(result.conclusion).toBe("success");
  const post = stage(result, "post");
  expect(post.summary).toContain("No rule matched in what was watched.");
  expect(post.summary).toContain("<li>What the job did before Runwarden&#39;s own step was not watched");
  expect(
    parseFrozenJob((await readLog([file(await artifact(), "events.masked.log")], { onEvent: () => {} })).job)
      .startedBy,
  ).toBe("main");
});

/** Matches what the post step does with the runner's files when it has the report. */
const LATE_RULES = RULES.replace(
  'is_read && path.endsWith("/planted/.npmrc")',
  'is_write && path.contains("/_runner_file_commands/step_summary_")',
);

test("what happens in the post step after the report was made takes it back, and is told", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { inputs: { rules: LATE_RULES, baseline: "false", "artifact-name": "" } });
  const post = stage(result, "post");
  expect(post.outcome).toBe("failure");
  expect(post.outputs).toMatchObject({ result: "passed" });
  expect(post.issues.at(-1)?.message).toBe(
    "Runwarden: what the job did while its last step reported fails it.",
  );
  expect(post.summary).toContain("## 🛑 Runwarden: after the report was made");
});

test("a process left in the background cannot keep the collector from being read, and is ended by the runner", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { steps: [{ run: "nohup sleep 600 > /dev/null 2>&1 &" }] });
  expect(result.conclusion).toBe("success");
  expect(result.orphans.length).toBe(1);
  expect(stage(result, "post").summary).toMatch(
    /Still running when the job was judged[\s\S]*sleep 600<\/code> \[pid \d+\]/,
  );
});

/** Makes a log of 1 MiB full: its arguments can hardly be packed. */
const FLOOD = 'for i in $(seq 500); do env true "$(head -c 2000 /dev/urandom | base64 -w0)"; done';

test("a job that has made the log full is incomplete, whatever it does then, and told since when", async () => {
  using folder = new JobFolder();
  const inputs = { rules: RULES, baseline: "false", "max-log-mib": "1" };
  const result = await run(folder, { inputs, steps: [{ run: FLOOD }, { run: "cat planted/.npmrc" }] });
  expect(stage(result, "post").outcome).toBe("failure");
  expect(stage(result, "post").summary).toContain("## ⚠️ Runwarden: incomplete");
  expect(stage(result, "post").summary).toMatch(
    /The event log was full at \d\d:\d\d:\d\d\.\d{3}Z: it had the 1 MiB that it may have\./,
  );
  const files = await artifact();
  expect(file(files, "events.masked.log").length).toBeLessThan(2 ** 20);
  const { result: told, coverage } = JSON.parse(file(files, "matches.json").toString());
  expect([told, coverage.faults]).toEqual(["incomplete", []]);
  expect(coverage.dropped.file_open).toBeGreaterThan(0);
});

test("a match stands that came before the log was full", async () => {
  using folder = new JobFolder();
  const inputs = { rules: RULES, baseline: "false", "max-log-mib": "1", "artifact-name": "" };
  const result = await run(folder, { inputs, steps: [{ run: "cat planted/.npmrc" }, { run: FLOOD }] });
  expect(stage(result, "post").summary).toContain("## 🛑 Runwarden: detected");
  expect(stage(result, "post").summary).toContain("The event log was full at");
});
