import { join } from "node:path";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { GeneratedLog } from "./generated-log.ts";
import { execute, type Finished, median, root, work } from "./measure.ts";

const EVENTS = 1_000_000;
const ROUNDS = 3;
/** Events a second that are promised of the forms that say so. */
const PROMISED = 300_000;

/** A rule that few events match, for what it takes to look for them. */
const RULES = `rule_sets:
  - ruleset_id: bench
    rules:
      - rule_id: passwd
        event_type: file_open
        condition: is_read && path.endsWith("/passwd")
        action: collect
`;

const FORMS: readonly { readonly args: readonly string[]; readonly isPromised: boolean }[] = [
  { args: ["--kind", "domain"], isPromised: true },
  { args: ["--rule", "passwd"], isPromised: true },
  { args: ["--path", "**/node_modules/**/LICENSE"], isPromised: true },
  { args: ["--under", "1002"], isPromised: true },
  { args: ["--lineage", "none"], isPromised: true },
  { args: ["--lineage", "once"], isPromised: true },
  { args: ["--lineage", "each"], isPromised: false },
  { args: ["--format", "table"], isPromised: false },
];

/** What `events` takes, the whole process, in its forms: in turn, and beside each other. */
export async function eventForms(): Promise<void> {
  const path = join(work, "events.log");
  const rules = [{ name: "bench.yaml", text: RULES, origin: "project" }] as const;
  const job = renderFrozenJob({ startedBy: "run", context: {}, rules, settings: {} });
  const events = GeneratedLog.write(path, { events: EVENTS, seed: 1, job });
  const runs = FORMS.map((): Finished[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [place, { args }] of FORMS.entries()) {
      const run = await execute(
        process.execPath,
        [join(root, "dist/cli/index.js"), "events", ...args, path],
        {
          stdio: ["ignore", "ignore", "inherit"],
        },
      );
      runs[place]?.push(run);
    }
  }
  const cpuOf = (place: number): number => median((runs[place] ?? []).map(({ cpuMs }) => cpuMs));
  for (const [place, { args, isPromised }] of FORMS.entries()) {
    const ms = median((runs[place] ?? []).map((run) => run.ms));
    const promise = isPromised ? ` (at least ${PROMISED} are promised)` : "";
    console.log(
      `- \`events ${args.join(" ")}\` of ${events} events, the whole process: ${((events / ms) * 1000).toFixed(0)} events/s${promise}; ${((events / cpuOf(place)) * 1000).toFixed(0)} a second of CPU time, which is ${(cpuOf(place) / cpuOf(0)).toFixed(2)} × that of the first (medians of ${ROUNDS})`,
    );
  }
}
