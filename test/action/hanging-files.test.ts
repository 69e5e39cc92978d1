import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hangingFiles } from "../native/hanging-files.ts";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { expectNothingLeft, FIND_GUARDS, guardsOf } from "./guards.ts";
import { MARKER_RULE } from "./marker-rule.ts";

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

afterAll(() => service.stop());

test.each([
  ["touch other", "passed"],
  ["touch marker", "detected"],
])(
  "a package in a file system that never answers costs its name alone: after %s the job has %s",
  async (act, verdict) => {
    using folder = new JobFolder();
    const place = join(folder.workspace, "node_modules/slow");
    mkdirSync(place, { recursive: true });
    const files = await hangingFiles(place, 0, "package.json", "open");
    const asked = files.asked.then(() => Date.now());
    // As npm starts the script of a package.
    const install = `#!/bin/bash\ncd ${place}\n/bin/sleep 2\n`;
    writeFileSync(join(folder.workspace, "npm"), install, { mode: 0o755 });
    const result = await runJob(folder, {
      inputs: { rules: MARKER_RULE, baseline: "false" },
      steps: [{ run: `${FIND_GUARDS}\n./npm install` }, { run: act }],
      actionEnvironment: service.variables,
    });
    // It was read, and is not answered yet.
    expect(await asked).toBeLessThan(Date.now());
    expect(stage(result, "post").outputs.result).toBe(verdict);
    expect(stage(result, "post").summary).toContain(`<summary><code>${act}</code>`);
    await expectNothingLeft(guardsOf(result));
    await files.end();
  },
);
