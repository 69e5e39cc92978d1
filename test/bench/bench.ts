/**
 * Measures what the guard costs: medians of what was taken in turn in one run. Prints Markdown. Needs root, what test/setup.sh
 * installs, git and npm. `npm run bench`, or parts of it: `npm run bench -- operations works`. How long the part `log` takes,
 * five minutes, can be set: `npm run bench -- log --seconds 30`.
 */
import { rmSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { buildDist } from "../build.ts";
import { eventForms } from "./events.ts";
import { logSize } from "./log.ts";
import { compile, JOB, work } from "./measure.ts";
import { memory } from "./memory.ts";
import { operations } from "./operations.ts";
import { programs } from "./programs.ts";
import { replay, replays } from "./replay.ts";
import { report } from "./report.ts";
import { rules } from "./rules.ts";
import { actionSteps } from "./steps.ts";
import { terminate } from "./terminate.ts";
import { works } from "./works.ts";

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  operations,
  programs,
  works,
  steps: () => actionSteps(compile("load")),
  replay: () => replays(compile("load")),
  report,
  events: eventForms,
  log: () => logSize(compile("pace"), seconds),
  rules: () => rules({ work, job: JOB, replay }),
  memory,
  terminate,
};

const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "300" } },
});
const seconds = Number(values.seconds);

try {
  const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no part ${unknown.join(", ")}; the parts are ${Object.keys(PARTS).join(", ")}.`,
    );
  }
  if (!(seconds >= 1)) throw new Error(`--seconds is a number from 1 on, not '${values.seconds}'.`);
  buildDist();
  console.log(`${cpus()[0]?.model.trim()}, ${cpus().length} CPUs, node ${process.version}`);
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length === 0 || wanted.includes(name)) await part();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
