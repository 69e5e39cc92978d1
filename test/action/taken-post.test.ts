import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { ResultsService } from "../runner/results-service.ts";
import { JobFolder, runJob, stage } from "../runner/run-job.ts";
import { unzip } from "../runner/unzip.ts";
import { MARKER_RULE } from "./marker-rule.ts";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

/** Ends the post step well as soon as it is loaded into it, and does nothing to any other process. */
const LIBRARY = `
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void leave_post(void)
{
	char line[8192];
	int fd = open("/proc/self/cmdline", O_RDONLY);
	long n = read(fd, line, sizeof(line));

	if (n > 0 && memmem(line, n, "/post/index.js", 14))
		_exit(0);
	close(fd);
}

__attribute__((constructor)) static void begin(void)
{
	leave_post();
}

unsigned int la_version(unsigned int version)
{
	leave_post();
	return version;
}
`;

let service: ResultsService;
let library: string;
let tools: string;

beforeAll(async () => {
  service = await ResultsService.start();
  tools = mkdtempSync(join(tmpdir(), "runwarden-taken-"));
  library = join(tools, "leave.so");
  writeFileSync(join(tools, "leave.c"), LIBRARY);
  execFileSync("cc", ["-shared", "-fPIC", "-o", library, join(tools, "leave.c")]);
  writeFileSync(
    join(tools, "openssl.cnf"),
    `nodejs_conf = all\n[all]\nproviders = list\n[list]\nleave = one\n[one]\nmodule = ${library}\nactivate = 1\n`,
  );
});

afterAll(async () => {
  await service.stop();
  rmSync(tools, { recursive: true });
});

afterEach(() => {
  service.artifacts.length = 0;
});

/** The action and the runner in a folder of the job's, which it can change. */
function install(folder: string): { node: string; worker: string } {
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  for (const name of ["dist", "rules", "test/runner", "node_modules/yaml", "action.yml", "package.json"]) {
    cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true });
  }
  copyFileSync(process.execPath, join(folder, "node"));
  return { node: join(folder, "node"), worker: join(folder, "test/runner/worker.ts") };
}

/** What a step without root does so that post ends well; `action` is where the action and the runner lie. */
const WAYS: readonly (readonly [what: string, step: (action: string) => string])[] = [
  ["a library that is loaded before it", () => `echo LD_PRELOAD=${library} >> "$GITHUB_ENV"`],
  ["a library that audits its linker", () => `echo LD_AUDIT=${library} >> "$GITHUB_ENV"`],
  [
    "a provider of its cryptography",
    () => `echo OPENSSL_CONF=${join(tools, "openssl.cnf")} >> "$GITHUB_ENV"`,
  ],
  ["another script in its place", (action) => `echo "process.exit(0)" > ${action}/dist/post/index.js`],
  [
    "another program in node's place",
    (action) => `printf '#!/bin/sh\\nexit 0\\n' > new; chmod +x new; mv new ${action}/node`,
  ],
];

test.each(WAYS)(
  "a post step that %s would have end well is red, and its artifact is the judge's",
  async (_what, step) => {
    using folder = new JobFolder();
    const action = join(folder.path, "action");
    const result = await runJob(folder, {
      installation: install(action),
      inputs: { rules: MARKER_RULE, baseline: "false" },
      steps: [{ run: `touch marker; ${step(action)}` }],
      actionEnvironment: service.variables,
    });
    const post = stage(result, "post");
    // It was ended before it had said anything.
    expect({ outcome: post.outcome, log: post.log }).toEqual({ outcome: "failure", log: "" });
    expect(result.conclusion).toBe("failure");
    await expect.poll(() => service.artifacts.length, { timeout: 10_000 }).toBe(1);
    const files = await unzip(service.artifacts[0]?.zip ?? Buffer.alloc(0));
    const matches = JSON.parse(String(files.get("matches.json")));
    expect(matches.rules.map((rule: { rule_id: string }) => rule.rule_id)).toEqual(["marker_open"]);
  },
);
