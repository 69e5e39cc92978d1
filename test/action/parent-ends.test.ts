import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { distPath } from "../dist.ts";
import { ourInputVariables } from "../runner/action-definition.ts";
import { ContentsServer } from "../runner/contents-server.ts";
import { JobFolder } from "../runner/run-job.ts";
import { markerRule } from "./marker-rule.ts";

/** Runs pre below a parent that waits for it, and ends it at the moment when pre asks for its rules. */
async function runOrphaned(inputs: Readonly<Record<string, string>> = {}) {
  using folder = new JobFolder();
  const server = await ContentsServer.start({ "ci/rules.yml": markerRule("detect") });
  const script = '"$@" & wait';
  const pre = [process.execPath, distPath("pre/index.js")];
  const parent = spawn("/bin/bash", ["-c", script, "worker", ...pre], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      GITHUB_ACTIONS: "true",
      GITHUB_REPOSITORY: "acme/prod",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_SHA: "0123456789012345678901234567890123456789",
      GITHUB_API_URL: server.url,
      GITHUB_WORKSPACE: folder.workspace,
      ...ourInputVariables({
        rules: "ci/rules.yml",
        baseline: "false",
        scope: "machine",
        "artifact-name": "",
        ...inputs,
      }),
    },
  });
  server.beforeAnswer = () => parent.kill("SIGKILL");
  const output = await text(parent.stdout);
  await server.stop();
  return { output, parentPid: parent.pid ?? 0, requests: server.requests.length };
}

/** The collectors that watch the children of a process. */
function collectorsOf(pid: number): string[] {
  return readdirSync("/proc").filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const args = readFileSync(`/proc/${name}/cmdline`, "latin1").split("\0");
      return args[1] === "start" && args[2] === String(pid);
    } catch {
      return false;
    }
  });
}

test("where the worker dies while pre gets its rules, nothing is watched instead of it, and nothing is left", async () => {
  const { output, parentPid, requests } = await runOrphaned();
  expect(requests).toBeGreaterThan(0);
  expect(output).toContain(
    `::error::The job cannot be watched here: the process that started this step, ${parentPid}, has ended, so that nothing would end the watch`,
  );
  expect(collectorsOf(parentPid)).toEqual([]);
});

test("that is one of the reasons that on-unsupported: warn forgives", async () => {
  const { output } = await runOrphaned({ "on-unsupported": "warn" });
  expect(output).toContain("::warning title=Runwarden%3A this job is not watched::The job cannot be watched");
  expect(output).not.toContain("::error");
});
