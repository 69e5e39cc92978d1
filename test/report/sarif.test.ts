import { expect, test } from "vitest";
import { renderSarif } from "../../src/report/sarif.ts";
import { HOSTILE_TEXTS, randomReport } from "./random-report.ts";
import { CURL_EXEC, event, NPMRC_READ, RECORDED, report, ruleOutcome, WHOLE } from "./reports.ts";
import { type SarifFile, sarifObjections } from "./sarif-objections.ts";

const WORKFLOW = {
  ...RECORDED,
  job: {
    startedBy: "pre" as const,
    context: {
      ...RECORDED.job?.context,
      server_url: "https://github.com",
      workflow_ref: "acme/prod/.github/workflows/ci.yml@refs/heads/main",
    },
  },
};

const PLACE = { file: ".github/runwarden/own.yaml", origin: "project", line: 12, column: 9 } as const;

/** The one run of a file, which has to be right. */
function runOf(text: string): SarifFile["runs"][number] {
  expect(sarifObjections(text)).toEqual([]);
  const [run] = (JSON.parse(text) as SarifFile).runs;
  if (run === undefined) throw new Error("there is no run");
  return run;
}

test("a match is a result at the workflow's file, with its rule", () => {
  const about = {
    name: "npm credentials read",
    description: "What: the token of npm is read.\nWhy: whoever has it can publish.\n",
    tags: { severity: "high", attack: "T1552.001" },
    place: PLACE,
  };
  const rules = [
    ruleOutcome(
      about,
      [event({ ...NPMRC_READ, process: { ...NPMRC_READ.process, package: "left-padder" } })],
      3,
    ),
  ];
  const run = runOf(renderSarif(report({ outcome: { result: "detected", rules }, recorded: WORKFLOW })));
  expect(run.tool.driver).toEqual({
    name: "Runwarden",
    informationUri: "https://github.com/runwarden/runwarden",
    semanticVersion: "0.1.0",
    rules: [
      {
        id: "acme/credentials/npmrc_read",
        shortDescription: { text: "npm credentials read" },
        fullDescription: { text: "What: the token of npm is read.\nWhy: whoever has it can publish." },
        help: {
          text: "What: the token of npm is read.\nWhy: whoever has it can publish.",
          markdown: "```text\nWhat: the token of npm is read.\nWhy: whoever has it can publish.\n```",
        },
        defaultConfiguration: { level: "error" },
        properties: { tags: ["security", "severity:high", "attack:T1552.001"], "security-severity": "8.0" },
      },
    ],
  });
  const region = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
  expect(run.results).toEqual([
    {
      ruleId: "acme/credentials/npmrc_read",
      ruleIndex: 0,
      level: "error",
      message: {
        text: "/usr/bin/cat opened /home/runner/.npmrc for reading (flags 0) for the package left-padder. The rule matched 3 times in the job. Command: /usr/bin/cat /home/runner/.npmrc ← /usr/bin/bash -c 'cat ~/.npmrc' ← /usr/bin/npm install ← /home/runner/bin/Runner.Worker",
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: ".github/workflows/ci.yml", uriBaseId: "%SRCROOT%" },
            region,
          },
        },
      ],
      relatedLocations: [
        {
          id: 1,
          physicalLocation: {
            artifactLocation: { uri: ".github/runwarden/own.yaml", uriBaseId: "%SRCROOT%" },
            region: { startLine: 12, startColumn: 9, endLine: 12, endColumn: 10 },
          },
          message: { text: "The rule." },
        },
      ],
      partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{32}:1$/) },
      occurrenceCount: 1,
      properties: { action: "detect", eventIndexes: [0], totalCount: 3 },
    },
  ]);
  expect(run.automationDetails.id).toBe("runwarden/.github/workflows/ci.yml/test/17-1");
  expect(run.invocations[0]?.executionSuccessful).toBe(true);
});

test("the package and the step are told as people know them", () => {
  const { process } = NPMRC_READ;
  const match = event({
    ...NPMRC_READ,
    process: { ...process, package: "left-padder", step: "/home/runner/work/_temp/1.sh" },
  });
  const step = {
    ...{
      path: "/home/runner/work/_temp/1.sh",
      action: "",
      line: "npm ci [x]",
      firstCommand: "",
      timeNs: undefined,
      events: 1,
    },
    ...{ programs: [], hosts: [], names: [], files: [], packages: [] },
    leftOut: { programs: 0, hosts: 0, names: 0, files: 0, packages: 0 },
  };
  const outcome = { result: "detected" as const, rules: [ruleOutcome({}, [match])] };
  const { results } = runOf(
    renderSarif(report({ outcome, activity: { workspace: "", steps: [step], leftOut: 0 } })),
  );
  expect(results[0]?.message.text).toContain(
    "for reading (flags 0) for the package left-padder in the step npm ci \\x5bx\\x5d. Command: ",
  );
});

test("a step without a name is told by what it ran first", () => {
  const { process } = NPMRC_READ;
  const match = event({
    ...NPMRC_READ,
    process: { ...process, step: "/home/runner/work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh" },
  });
  const step = {
    ...{
      path: "/home/runner/work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh",
      action: "",
      line: "",
      firstCommand: "npm ci",
      timeNs: undefined,
    },
    ...{ events: 1, programs: [], hosts: [], names: [], files: [], packages: [] },
    leftOut: { programs: 0, hosts: 0, names: 0, files: 0, packages: 0 },
  };
  const outcome = { result: "detected" as const, rules: [ruleOutcome({}, [match])] };
  const activity = { workspace: "", steps: [step], leftOut: 0 };
  const { results } = runOf(renderSarif(report({ outcome, activity })));
  expect(results[0]?.message.text).toContain("(flags 0) in the step npm ci. Command: ");
});

test("a job without matches is a file without results, so that code scanning closes what it had", () => {
  expect(runOf(renderSarif(report({ recorded: WORKFLOW }))).results).toEqual([]);
});

/** The fingerprints of the results of one rule for these events. */
function fingerprints(...events: readonly object[]): string[] {
  const rules = [ruleOutcome({}, events.map(event))];
  const { results } = runOf(
    renderSarif(report({ outcome: { result: "detected", rules }, recorded: WORKFLOW })),
  );
  return results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
}

test("code scanning knows a result again whatever differs from run to run, and tells causes apart", () => {
  const { process } = NPMRC_READ;
  const other = {
    ...NPMRC_READ,
    time: "2026-11-25T00:00:00Z",
    process: {
      ...process,
      pid: 99,
      argv: ["cat", "/tmp/tmp.Xyz"],
      step: "/home/runner/work/_temp/1ee9dd1a.sh",
    },
    payload: { ...NPMRC_READ.payload, path: "/tmp/tmp.Xyz/.npmrc" },
  };
  const action = { ...NPMRC_READ, process: { ...process, action: "acme/setup@v1" } };
  const newer = { ...NPMRC_READ, process: { ...process, action: "acme/setup@v2" } };
  const dependency = { ...NPMRC_READ, process: { ...process, package: "left-padder" } };
  const program = { ...NPMRC_READ, process: { ...process, exec_path: "/usr/bin/head" } };
  expect(fingerprints(NPMRC_READ, other)).toEqual(fingerprints(NPMRC_READ));
  expect(fingerprints(newer)).toEqual(fingerprints(action));
  expect(new Set(fingerprints(NPMRC_READ, action, dependency, program)).size).toBe(4);
});

test.each([
  [
    "the workflow's file of another repository",
    "other/prod/.github/workflows/ci.yml@refs/heads/main",
    "own.yaml",
    "own.yaml",
  ],
  ["a file outside of the repository", "acme/prod/../../etc/passwd@refs/heads/main", "own.yaml", "own.yaml"],
  ["no workflow, and a rule of the input", "", "rules-input", "rules-input"],
  ["no workflow, and a rule anywhere", "", "/home/me/../a b.yaml", "home/me/a%20b.yaml"],
  [
    "no workflow, and a rule of another repository",
    "",
    "acme/rules@v3:ci/x.yml",
    "acme/rules%40v3%3Aci/x.yml",
  ],
  ["nothing", "", "", "job"],
])("with %s a result has a place all the same", (_what, workflowRef, file, uri) => {
  const context = { ...WORKFLOW.job.context, workflow_ref: workflowRef };
  const rules = [ruleOutcome({ place: { ...PLACE, file } }, [event(NPMRC_READ)])];
  const recorded = { ...WORKFLOW, job: { ...WORKFLOW.job, context } };
  const { results } = runOf(renderSarif(report({ outcome: { result: "detected", rules }, recorded })));
  expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
});

test("rules that only report are notes, behind those that fail the job", () => {
  const rules = [
    ruleOutcome({ ruleId: "c", action: "collect", tags: { severity: "critical" } }, [event(NPMRC_READ)]),
    ruleOutcome({ ruleId: "d", tags: { severity: "low" } }, [event(NPMRC_READ)]),
    ruleOutcome({ ruleId: "t", action: "terminate", tags: { severity: "medium" } }, [event(CURL_EXEC)]),
  ];
  const { results } = runOf(renderSarif(report({ outcome: { result: "terminated", rules } })));
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ["acme/credentials/t", "error"],
    ["acme/credentials/d", "error"],
    ["acme/credentials/c", "note"],
  ]);
});

test("a log that cannot be trusted is a result of its own, before all others", () => {
  const coverage = { ...WHOLE, faults: [{ code: "no-trailer" as const }] };
  const rules = [ruleOutcome({}, [event(NPMRC_READ)])];
  const run = runOf(renderSarif(report({ outcome: { result: "detected", rules }, coverage })));
  expect(run.results.map(({ ruleId }) => ruleId)).toEqual([
    "runwarden/event_log_tampered",
    "acme/credentials/npmrc_read",
  ]);
  expect(run.results[0]?.message.text).toBe(
    "The event log is not whole: it has no trailer: the collector did not end it.",
  );
  expect(run.invocations[0]).toMatchObject({
    executionSuccessful: false,
    toolExecutionNotifications: [
      { level: "error", message: { text: expect.stringContaining("no trailer") } },
    ],
  });
});

test("what is too much for GitHub is left out from the least important end, and the file says so", () => {
  const many = (action: "detect" | "collect", length: number) =>
    Array.from({ length }, (_, n) => ruleOutcome({ ruleId: `${action}_${n}`, action }, [event(NPMRC_READ)]));
  const rules = [...many("collect", 5000), ...many("detect", 100)];
  // The schema takes its time for so many, and has nothing to say that is not said of fewer.
  const text = renderSarif(report({ outcome: { result: "detected", rules } }));
  const [run] = (JSON.parse(text) as SarifFile).runs;
  expect(run?.results.length).toBe(5000);
  expect(run?.results.slice(0, 101).map(({ level }) => level)).toEqual([
    ...Array.from({ length: 100 }, () => "error"),
    "note",
  ]);
  expect(run?.properties.omitted).toBe(100);
  expect(run?.invocations[0]?.toolExecutionNotifications[0]?.message.text).toBe(
    "100 results left out of this file for its size; matches.json has more.",
  );
});

test("so is what would make the file too large", () => {
  const description = "\u202e".repeat(8000);
  const rules = Array.from({ length: 400 }, (_, n) =>
    ruleOutcome({ ruleId: `r${n}`, description }, [event(NPMRC_READ)]),
  );
  const text = renderSarif(report({ outcome: { result: "detected", rules } }));
  const run = runOf(text);
  expect(Buffer.byteLength(text)).toBeGreaterThan(8_000_000);
  expect(run.properties.omitted).toBe(400 - run.results.length);
  expect(run.properties.omitted).toBeGreaterThan(0);
});

test.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 60)), text]))(
  "%s does no harm in a file for code scanning, wherever it stands",
  (_name, hostile) => {
    const about = {
      rulesetId: hostile,
      ruleId: hostile,
      name: hostile,
      description: hostile,
      tags: { [hostile]: hostile },
    };
    const { process } = NPMRC_READ;
    const image = { exec_path: hostile, argv: [hostile, hostile] };
    const match = event({
      ...NPMRC_READ,
      process: { ...process, ...image, package: hostile, action: hostile, ancestors: [image] },
      payload: { ...NPMRC_READ.payload, path: hostile },
    });
    const rules = [ruleOutcome({ ...about, place: { ...PLACE, file: hostile } }, [match])];
    const context = Object.fromEntries(Object.keys(WORKFLOW.job.context).map((name) => [name, hostile]));
    const recorded = { ...WORKFLOW, job: { ...WORKFLOW.job, context } };
    const warnings = [{ kind: "any", message: hostile, file: hostile, line: 1, column: 1 }];
    const text = renderSarif(report({ outcome: { result: "detected", rules }, recorded, warnings }));
    expect(sarifObjections(text)).toEqual([]);
    expect(text.isWellFormed()).toBe(true);
    expect(text).not.toMatch(/\\ud[89a-f]/i);
  },
);

test("random reports give files that code scanning takes", () => {
  for (let seed = 0; seed < 60; seed++) {
    expect({ seed, objections: sarifObjections(renderSarif(randomReport(seed))) }).toEqual({
      seed,
      objections: [],
    });
  }
});
