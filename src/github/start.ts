import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { getInput, info, setSecret, warning } from "@actions/core";
import { policyText } from "../egress/policy.ts";
import { RunwardenError } from "../errors.ts";
import { EVENT_KIND_NAMES } from "../kinds/index.ts";
import type { LogStart } from "../log/document.ts";
import { secretsOf } from "../otlp/target.ts";
import { leftOutLines } from "../report/fault-text.ts";
import { count } from "../report/phrase.ts";
import { visible } from "../report/visible.ts";
import { countBaseline, loadRules, type RuleSource } from "../rules/load.ts";
import type { Settings } from "../rules/settings.ts";
import { type ActionWatch, bundledCollectorPath, startCollector } from "../watch/collector.ts";
import { ControlClient } from "../watch/control-client.ts";
import { digestJob, type HandOver, renderFrozenJob } from "../watch/frozen.ts";
import { renderJudgeConfig } from "../watch/judge-config.ts";
import { failureSentence, makeOutputs } from "../watch/outputs.ts";
import { findWatch } from "../watch/registry.ts";
import { readSurroundings, type Surroundings, scopeRoot } from "../watch/scope.ts";
import { jobTable } from "../watch/terminating.ts";
import { chooseProtection, chooseScope, egressOf, type Inputs, otlpTargetOf, readInputs } from "./inputs.ts";
import { judgeEnvironment, readJobContext, readTarget } from "./job-context.ts";
import { readRuleSources, type Stage } from "./rule-sources.ts";
import { type Phase, readState, writeState } from "./state.ts";
import { setOutputs } from "./step-outputs.ts";
import { digestInputs, nameOfWatch } from "./this-watch.ts";

const REASON_LIMIT = 1000;

/**
 * Has the job watched: finds the watch that an earlier step of the action started, or checks inputs and rules and starts
 * one; `bundleUrl` is the entry's own. Throws what is wrong with any of them, before anything runs, and `tampered` where
 * there was a watch and is none any more.
 */
export async function start(stage: Stage, bundleUrl: string): Promise<void> {
  const surroundings = readSurroundings();
  const { phase } = readState();
  // Until all is well.
  writeState("failed");
  const name = nameOfWatch(bundleUrl, process.env, surroundings);
  const inputs = await readInputsOf(name);
  let key = await keyOfWatch(name, stage, phase, inputs);
  if (key === undefined) {
    key = await startWatch(stage, phase, name, inputs, bundleUrl, surroundings);
  } else {
    writeState("watching");
    if (stage === "pre") info("Runwarden watches this job already, for an earlier use with the same inputs.");
  }
  if (key !== undefined) await tellKey(stage, key);
}

/**
 * Tells the first key of the log where root on this machine cannot take it back: what the job's log has had before its first
 * step, nobody changes. In pre alone, for what main is told comes later.
 */
async function tellKey(stage: Stage, key: string): Promise<void> {
  info(`Runwarden: this job's log is signed; its first key is ${key}`);
  // What pre sets would not be the step's.
  if (stage !== "main") return;
  const make = (): void => setOutputs({ "log-key": key });
  const failures = await makeOutputs([{ name: "outputs", failed: "The output log-key was not set", make }]);
  for (const failure of failures) warning(visible(failureSentence(failure), REASON_LIMIT));
}

/**
 * The inputs of a use. One whose inputs are wrong fails, and has a post step all the same: the watch of an earlier use is
 * told, that it may wait for both.
 */
async function readInputsOf(name: string): Promise<Inputs> {
  try {
    return readActionInputs();
  } catch (error) {
    const folder = findWatch(name);
    using client = folder === undefined ? undefined : await ControlClient.connect(folder);
    await client?.join(NO_INPUTS);
    throw error;
  }
}

/** In the place of a digest. */
const NO_INPUTS = "none";

/** The inputs of the action as the runner gives them to each of its steps. */
export function readActionInputs(): Inputs {
  return readInputs((name) => getInput(name, { trimWhitespace: false }));
}

/** The first key of the log of a watch that serves this use too; undefined where there is none. */
async function keyOfWatch(
  name: string,
  stage: Stage,
  phase: Phase,
  inputs: Inputs,
): Promise<string | undefined> {
  const folder = findWatch(name);
  using client = folder === undefined ? undefined : await ControlClient.connect(folder);
  if (client === undefined) {
    if (folder === undefined && phase !== "watching" && phase !== "changed") return undefined;
    throw new RunwardenError("tampered", GONE);
  }
  // What an input is can depend on the steps before: a use that pre has started the watch for is served in any case.
  const isOwn = stage === "main" && phase === "watching";
  const isServed = (await client.join(digestInputs(inputs), isOwn ? "check" : "join")) === "joined";
  if (isServed || isOwn) return await client.key();
  throw new RunwardenError("input-invalid", OTHER_INPUTS);
}

const GONE =
  "An earlier step of Runwarden had started to watch this job, and its collector is gone, or the variable STATE_runwarden was changed: somebody has ended it. What the job did since is not known.";

const OTHER_INPUTS =
  "This job is watched already, for an earlier use of Runwarden with other inputs, and one watch has one set of rules. Give all uses in a job the same inputs, or leave all but one out.";

async function startWatch(
  stage: Stage,
  phase: Phase,
  name: string,
  inputs: Inputs,
  bundleUrl: string,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const otlp = otlpTargetOf(inputs);
  // The runner knows a secret, but not what is decoded of it, or taken from it.
  if (otlp !== undefined) for (const secret of secretsOf(otlp)) setSecret(secret);
  const sources = await readRuleSources(inputs, stage, bundleUrl);
  const settings = settingsOf(inputs, process.env);
  const { ruleCount, table } = checkRules(sources, settings);
  const handOver = handOverOf(inputs);
  const job = renderFrozenJob({
    startedBy: stage,
    context: readJobContext(process.env),
    egress: egressOf(inputs),
    rules: sources,
    settings,
    handOver,
  });
  const jobDigest = digestJob(job);
  const started = await tryStart(inputs, phase, surroundings, { job, table }, bundleUrl, {
    name,
    useDigest: digestInputs(inputs),
    postScript: postScriptBeside(bundleUrl, process.argv[1]),
    mark: markOf(process.env),
    judgeFolder: fileURLToPath(new URL("../judge", bundleUrl)),
    judgeConfig: renderJudgeConfig({
      jobDigest,
      ...handOver,
      environment: judgeEnvironment(process.env),
      secrets: knownSecrets(inputs, process.env),
      otlp,
    }),
  });
  if (started === undefined) return undefined;
  writeState("watching");
  const live = EVENT_KIND_NAMES.filter((kind) => started.hooks[kind] === "live");
  info(
    `Runwarden watches this job with ${count(ruleCount, "rule")} (source ${started.source}; scope ${started.scope}; live hooks: ${live.join(", ")}).`,
  );
  return started.key;
}

/** How the rules are applied: what the inputs say, and of which host and repository the job is. */
export function settingsOf(inputs: Inputs, environment: NodeJS.ProcessEnv): Settings {
  const { baseline, monitor_mode, on_terminate, on_detect, default_max_alerts, fail_on_blocked } = inputs;
  const given = { baseline, monitor_mode, on_terminate, on_detect, default_max_alerts, fail_on_blocked };
  return { ...given, ...readTarget(environment) };
}

/**
 * Throws RulesError for rules that are wrong; gives how many there are, and what of them the kernel can tell. Those that come
 * with Runwarden are right, and none terminates by itself; the judge reads them while the kernel's part is made ready: without
 * others, the job need not wait for that here.
 */
function checkRules(
  sources: readonly RuleSource[],
  settings: Settings,
): { ruleCount: number; table: string } {
  if (settings.on_detect !== "terminate" && sources.every(({ origin }) => origin === "baseline")) {
    return { ruleCount: countBaseline(sources), table: "" };
  }
  const { rules, warnings } = loadRules(sources, settings);
  for (const line of leftOutLines(warnings)) warning(line);
  return { ruleCount: rules.length, table: jobTable(rules, settings) };
}

/** Of two jobs that one worker runs at once, each has a folder of its own for such things. */
function markOf({ RUNNER_TEMP }: NodeJS.ProcessEnv): string {
  return RUNNER_TEMP ? `RUNNER_TEMP=${RUNNER_TEMP}` : "";
}

/**
 * What is known to be secret. The runner tells nobody what it masks in the log of the job: neither the repository's other
 * secrets, nor what steps have added by `::add-mask::`.
 */
export function knownSecrets(inputs: Inputs, { ACTIONS_RUNTIME_TOKEN = "" }: NodeJS.ProcessEnv): string[] {
  const otlp = otlpTargetOf(inputs);
  const secrets = [
    inputs.github_token,
    ACTIONS_RUNTIME_TOKEN,
    ...(otlp === undefined ? [] : secretsOf(otlp)),
  ];
  return secrets.filter((secret) => secret !== "");
}

/** What the inputs say of the report. */
export function handOverOf(inputs: Inputs): HandOver {
  const { fail_on_detect, fail_on_tamper, fail_on_loss, artifact_name, retention_days, log } = inputs;
  return {
    policy: { fail_on_detect, fail_on_tamper, fail_on_loss },
    artifact: { name: artifact_name, retentionDays: retention_days, log },
  };
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
  phase: Phase,
  surroundings: Surroundings,
  { job, table }: { readonly job: string; readonly table: string },
  bundleUrl: string,
  watch: ActionWatch,
): Promise<LogStart | undefined> {
  try {
    const collectorPath = bundledCollectorPath(bundleUrl);
    const scope = chooseScope(inputs.scope, process.env.RUNNER_ENVIRONMENT);
    const { start: started } = await startCollector({
      root: scopeRoot(surroundings),
      scope,
      maxLogMib: inputs.max_log_mib,
      policy: policyText(egressOf(inputs), inputs.on_detect === "lockdown"),
      protect: chooseProtection(inputs.protect, process.env.RUNNER_ENVIRONMENT),
      table,
      job,
      watch,
      collectorPath,
    });
    return started;
  } catch (error) {
    const isUnsupported = error instanceof RunwardenError && error.code === "unsupported";
    if (!isUnsupported || inputs.on_unsupported === "fail") throw error;
    writeState("unsupported", error.message);
    // Said once: main tries again, for it does not believe what pre has left.
    if (phase === "unsupported") info(visible(error.message, REASON_LIMIT));
    else warning(visible(error.message, REASON_LIMIT), { title: "Runwarden: this job is not watched" });
    return undefined;
  }
}
