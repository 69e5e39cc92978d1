import { createReadStream } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Event } from "../../src/events/event.ts";
import type { Report } from "../../src/report/report.ts";
import { loadRules } from "../../src/rules/load.ts";
import { readBaseline } from "../../src/rules/source.ts";
import { judge } from "../../src/watch/judge.ts";
import { RECORDED, report } from "./reports.ts";

const EVENTS = fileURLToPath(new URL("attacked.jsonl", import.meta.url));
/** Where the command line's bundle would stand: the rules are found beside dist/. */
const BUNDLE = new URL("../../dist/cli/index.js", import.meta.url).href;

export const BASELINE = loadRules(readBaseline(BUNDLE));

/**
 * What the rules that come with Runwarden say of a real installation in which the script of one package reads credentials,
 * sends them, and stays: those events of it that matched, and where its programs reached out to. The reports of a job of
 * the action have what a file of events does not tell.
 */
export async function attackedReport(): Promise<Report> {
  let python: Event | undefined;
  const found = await judge(
    { form: "json-lines", name: "attacked.jsonl", chunks: createReadStream(EVENTS), rules: BASELINE },
    [],
    [
      {
        add: (event) => {
          if (event.process.exec_path.raw === "/usr/bin/python3") python = event;
        },
      },
    ],
  );
  if (python === undefined) throw new Error("The events have lost the program that stays.");
  const { outcome, rules, destinations, activity } = found;
  // A file of events has no scripts whose first lines could have been read.
  const steps = activity.steps.map((step) => ({ ...step, line: LINE }));
  return report({
    outcome,
    rules,
    destinations,
    activity: { ...activity, steps },
    rulesLoaded: BASELINE.rules.length,
    recorded: { ...RECORDED, living: [python.process] },
  });
}

/** What the step of the installation begins with. */
const LINE = "cd app && npm install --install-links --foreground-scripts";
