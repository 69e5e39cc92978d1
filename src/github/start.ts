import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { getInput, info, warning } from "@actions/core";
import { RunwardenError } from "../errors.ts";
import { EVENT_KIND_NAMES } from "../kinds/index.ts";
import type { LogStart } from "../log/document.ts";
import { count } from "../report/count.ts";
import { visible } from "../report/visible.ts";
import { loadRules } from "../rules/load.ts";
import {
  bundledCollectorPath,
  type Collector,
  removeCollector,
  startCollector,
  stopCollector,
} from "../watch/collector.ts";
import { digestJob, renderFrozenJob } from "../watch/frozen.ts";
import { makeOutputs } from "../watch/outputs.ts";
import { readSurroundings, type Surroundings, scopeRoot } from "../watch/scope.ts";
import { chooseScope, type Inputs, readInputs } from "./inputs.ts";
import { readJobContext, readTarget } from "./job-context.ts";
import { readRuleSources, type Stage } from "./rule-sources.ts";
import { readState, writeState } from "./state.ts";

const REASON_LIMIT = 1000;

/**
 * Checks inputs and rules, then starts the collector; `bundleUrl` is the entry's own. Throws what is wrong with
 * any of them, before anything runs.
 */
export async function start(stage: Stage, bundleUrl: string): Promise<void> {
  const surroundings = readSurroundings();
  if (readState().phase !== "none") return;
  // Until all is well: the post step must not report on a collector that never was.
  writeState({ phase: "failed" });
  const inputs = readInputs((name) => getInput(name, { trimWhitespace: false }));
  const sources = await readRuleSources(inputs, stage, bundleUrl);
  const { monitor_mode, default_max_alerts } = inputs;
  const settings = { monitor_mode, default_max_alerts, ...readTarget(process.env) };
  const { rules } = loadRules(sources, settings);
  const job = renderFrozenJob({
    startedBy: stage,
    context: readJobContext(process.env),
    rules: sources,
    settings,
    postScript: postScriptBeside(bundleUrl, process.argv[1]),
  });
  const started = await tryStart(inputs, surroundings, job, bundleUrl);
  if (started === undefined) return;
  try {
    keep(inputs, job, started.collector);
  } catch (error) {
    await abandon(started.collector);
    throw error;
  }
  const live = EVENT_KIND_NAMES.filter((kind) => started.start.hooks[kind] === "live");
  info(
    `Runwarden watches this job with ${count(rules.length, "rule")} (source ${started.start.source}; scope ${started.start.scope}; live hooks: ${live.join(", ")}).`,
  );
}

/** For the post step. */
function keep(inputs: Inputs, job: string, collector: Collector): void {
  const { fail_on_detect, fail_on_tamper, fail_on_loss, artifact_name, retention_days } = inputs;
  writeState({
    phase: "watching",
    collector,
    jobDigest: digestJob(job),
    policy: { fail_on_detect, fail_on_tamper, fail_on_loss },
    artifact: { name: artifact_name, retentionDays: retention_days },
  });
}

/** Ends a collector that no post step will know of. */
async function abandon(collector: Collector): Promise<void> {
  await makeOutputs([
    {
      name: "stop",
      failed: "The collector was not stopped",
      make: async () => void (await stopCollector(collector)),
    },
    { name: "clean-up", failed: "Files of the collector are left", make: () => removeCollector(collector) },
  ]);
}

/**
 * The post step's script as the runner will execute it. By the path that this step was started with, where that is
 * known: it can lead through symbolic links, such as a runner's work folder on another disk, which the bundle's own URL
 * no longer has.
 */
export function postScriptBeside(bundleUrl: string, startedWith: string | undefined): string {
  return resolve(dirname(startedWith ?? fileURLToPath(bundleUrl)), "../post/index.js");
}

/** Undefined where the job cannot be watched and the inputs say that it may run all the same. */
async function tryStart(
  inputs: Inputs,
  surroundings: Surroundings,
  job: string,
  bundleUrl: string,
): Promise<{ collector: Collector; start: LogStart } | undefined> {
  try {
    const collectorPath = bundledCollectorPath(bundleUrl);
    const scope = chooseScope(inputs.scope, process.env.RUNNER_ENVIRONMENT);
    return await startCollector({ root: scopeRoot(surroundings), scope, job, collectorPath });
  } catch (error) {
    const isUnsupported = error instanceof RunwardenError && error.code === "unsupported";
    if (!isUnsupported || inputs.on_unsupported === "fail") throw error;
    writeState({ phase: "unsupported", reason: error.message });
    warning(visible(error.message, REASON_LIMIT), { title: "Runwarden: this job is not watched" });
    return undefined;
  }
}
