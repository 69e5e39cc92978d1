import { getInput, info, warning } from "@actions/core";
import { RunwardenError } from "../errors.ts";
import { EVENT_KIND_NAMES } from "../kinds/schema.ts";
import type { LogStart } from "../log/document.ts";
import { count } from "../report/count.ts";
import { visible } from "../report/visible.ts";
import { loadRules } from "../rules/load.ts";
import { bundledCollectorPath, type Collector, startCollector } from "../watch/collector.ts";
import { digestRules, type FrozenJob, renderFrozenJob } from "../watch/frozen.ts";
import { chooseScope, type Inputs, readInputs } from "./inputs.ts";
import { readJobContext, readTargetJob } from "./job-context.ts";
import { readRuleSources } from "./rule-sources.ts";
import type { Stage } from "./stage.ts";
import { readState, writeState } from "./state.ts";

const REASON_LIMIT = 1000;

/**
 * Checks inputs and rules, then starts the collector; `bundleUrl` is the entry's own. Throws what is wrong with
 * any of them, before anything runs.
 */
export async function start(stage: Stage, bundleUrl: string): Promise<void> {
  if (readState().phase !== "none") return;
  // Until all is well: the post step must not report on a collector that never was.
  writeState({ phase: "failed" });
  const inputs = readInputs((name) => getInput(name, { trimWhitespace: false }));
  const sources = await readRuleSources(inputs, stage, bundleUrl);
  const settings = { ...inputs.settings, job: readTargetJob(process.env) };
  const { rules } = loadRules(sources, settings);
  const started = await tryStart(stage, inputs, { rules: sources, settings }, bundleUrl);
  if (started === undefined) return;
  writeState({
    phase: "watching",
    startedBy: stage,
    collector: started.collector,
    rulesDigest: digestRules(sources, settings),
    policy: inputs.policy,
  });
  const live = EVENT_KIND_NAMES.filter((kind) => started.start.hooks[kind] === "live");
  info(
    `Runwarden watches this job with ${count(rules.length, "rule")} (source ${started.start.source}; scope ${started.start.scope}; live hooks: ${live.join(", ")}).`,
  );
}

/** Undefined where the job cannot be watched and the inputs say that it may run all the same. */
async function tryStart(
  stage: Stage,
  inputs: Inputs,
  judgedBy: Pick<FrozenJob, "rules" | "settings">,
  bundleUrl: string,
): Promise<{ collector: Collector; start: LogStart } | undefined> {
  const job = renderFrozenJob({ startedBy: stage, context: readJobContext(process.env), ...judgedBy });
  try {
    const collectorPath = bundledCollectorPath(bundleUrl);
    const scope = chooseScope(inputs.scope, process.env.RUNNER_ENVIRONMENT);
    return await startCollector({ scopePid: process.ppid, scope, job, collectorPath });
  } catch (error) {
    const isUnsupported = error instanceof RunwardenError && error.code === "unsupported";
    if (!isUnsupported || inputs.onUnsupported === "fail") throw error;
    writeState({ phase: "unsupported", reason: error.message });
    warning(visible(error.message, REASON_LIMIT), { title: "Runwarden: this job is not watched" });
    return undefined;
  }
}
