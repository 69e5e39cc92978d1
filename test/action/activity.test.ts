import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { unzip } from "../runner/unzip.ts";
import { MARKER_RULE } from "./marker-rule.ts";

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

afterAll(() => service.stop());

interface Step {
  readonly first_line?: string;
  readonly packages: readonly object[];
}

/** A project with a dependency whose install script does what is to be seen. */
function plantProject(workspace: string): void {
  const files: Readonly<Record<string, object>> = {
    "app/package.json": {
      name: "app",
      version: "1.0.0",
      dependencies: { "left-padder": "file:../left-padder" },
    },
    "left-padder/package.json": {
      name: "left-padder",
      version: "1.4.2",
      scripts: { postinstall: "sleep 1; rm package.json" },
    },
  };
  for (const [name, json] of Object.entries(files)) {
    mkdirSync(join(workspace, name, ".."), { recursive: true });
    writeFileSync(join(workspace, name), JSON.stringify(json));
  }
}

test("the judge knows what steps and packages are called, though the script has removed its manifest when it reports", async () => {
  using folder = new JobFolder();
  plantProject(folder.workspace);
  const result = await runJob(folder, {
    inputs: { rules: MARKER_RULE, baseline: "false" },
    steps: [
      { run: "\n  cd app && npm install --offline --install-links --no-audit --no-fund\necho second" },
      { run: "sleep 0.2" },
    ],
    actionEnvironment: service.variables,
  });
  expect(result.stages.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["pre", "success"],
    ["main", "success"],
    ["step 1", "success"],
    ["step 2", "success"],
    ["post", "success"],
  ]);
  const files = await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0));
  const { steps } = JSON.parse(String(files.get("matches.json"))) as { steps: Step[] };
  expect(steps.flatMap(({ first_line }) => first_line ?? [])).toEqual([
    "cd app && npm install --offline --install-links --no-audit --no-fund",
    "sleep 0.2",
  ]);
  expect(steps.flatMap(({ packages }) => packages)).toEqual([
    {
      title: "left-padder 1.4.2",
      folder: join(folder.workspace, "app/node_modules/left-padder"),
      installer: "npm",
    },
  ]);
  const { summary } = stage(result, "post");
  expect(summary).toContain(
    "<details><summary><code>cd app &amp;&amp; npm install --offline --install-links --no-audit --no-fund</code>: scripts of 1 package",
  );
  expect(summary).toContain("<li><code>left-padder 1.4.2</code> by <code>npm</code> (");
  expect(summary).toContain(`<p>The workspace is <code>${folder.workspace}</code>.</p>`);
});
