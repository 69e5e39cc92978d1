import { statSync } from "node:fs";
import { join } from "node:path";
import { RunwardenError } from "../errors.ts";
import type { Event } from "../events/event.ts";
import { readJsonLines } from "../events/json.ts";
import { readLog } from "../events/read-log.ts";
import { Lessons, stillMatching } from "../learn/lessons.ts";
import { HOSTS_SET, renderProposal } from "../learn/proposal.ts";
import { visible } from "../report/visible.ts";
import { RulesError } from "../rules/fault.ts";
import { loadRules } from "../rules/load.ts";
import type { RuleSource } from "../rules/source.ts";
import { writeFileWhole } from "../watch/file-sink.ts";
import { ownOf } from "../watch/frozen.ts";
import type { LearnOptions } from "./arguments.ts";
import { openFile } from "./chunks.ts";
import { readSources } from "./config.ts";
import { tellFaults } from "./events.ts";
import { EXIT, type ExitCode } from "./exit.ts";

const NAME_LIMIT = 400;
/** As in the artifact. */
const LOG_NAMES = ["events.log", "events.masked.log"];
const OUT_NAME = "learned.yaml";

/**
 * `learn JOB…`: proposes modifiers under which the rules are true of nothing that these jobs did, and a list of their
 * hosts. What it proposes is tried on the jobs.
 */
export async function learn(options: LearnOptions, bundleUrl: string): Promise<ExitCode> {
  const paths = options.paths.map(logOf);
  const sources = readSources(options, bundleUrl);
  const { rules } = loadRules(sources);
  if (rules.some(({ rulesetId }) => rulesetId === HOSTS_SET)) {
    const remedy = "leave out what was learned before, and give all jobs again";
    throw new RunwardenError("usage", `The rules have a set ${HOSTS_SET} already: ${remedy}`);
  }
  const lessons = new Lessons(rules);
  for (const path of paths) {
    const job = lessons.job();
    if (!(await readEvents(path, job.add))) return EXIT.tampered;
    job.end();
  }
  const text = renderProposal(lessons);
  const left = await leftAfter([...sources, { name: OUT_NAME, text, origin: "project" }], paths);
  if (options.out === undefined) process.stdout.write(text);
  else await writeFileWhole(options.out, text);
  for (const line of left) process.stderr.write(`${line}\n`);
  return left.length > 0 ? EXIT.failed : EXIT.passed;
}

/** A job is its event log, or the folder of its artifact. It is read twice, and so can be no pipe. */
function logOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory()) {
    const logs = LOG_NAMES.map((name) => join(path, name));
    return logs.find((log) => statSync(log, { throwIfNoEntry: false })) ?? join(path, "events.log");
  }
  if (stats === undefined || stats.isFile()) return path;
  throw new RunwardenError("usage", `${path} is no file: a job is read twice, so write it into one first`);
}

/** Hands over the events of a job. False where its log cannot be trusted, which is told. */
async function readEvents(path: string, onEvent: (event: Event) => void): Promise<boolean> {
  const { isEventLog, chunks } = await openFile(path);
  if (isEventLog) return !tellFaults(path, (await readLog(chunks, { onEvent, ownOf })).coverage);
  await readJsonLines(path, chunks, onEvent);
  return true;
}

/** What the rules still say of the jobs with what is proposed, one line each. */
async function leftAfter(sources: readonly RuleSource[], paths: readonly string[]): Promise<string[]> {
  const rules = load(sources);
  const lines: string[] = [];
  for (const path of paths) {
    const job = stillMatching(rules);
    await readEvents(path, job.add);
    for (const name of job.names()) {
      lines.push(
        `still true of ${visible(path, NAME_LIMIT)}: ${visible(name, NAME_LIMIT)}; write an exception for it yourself`,
      );
    }
  }
  return lines;
}

/** What is proposed has to load; where it does not, that is a defect of ours. */
function load(sources: readonly RuleSource[]) {
  try {
    return loadRules(sources).rules;
  } catch (error) {
    if (error instanceof RulesError) throw new Error(`What was learned does not load: ${error.message}`);
    throw error;
  }
}
