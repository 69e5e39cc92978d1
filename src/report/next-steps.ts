import { textOf } from "../cel/fields.ts";
import { isWhole, type RuleOutcome } from "../evaluate/evaluation.ts";
import { data, type Phrase, words } from "../kinds/kind.ts";
import { type CredentialFamily, ROTATE_TAG } from "./credentials.ts";
import { endsFirst, placesOf, separated } from "./facts.ts";
import type { Incident } from "./incident.ts";
import type { Report } from "./report.ts";

/** Package managers that install without running scripts where they are told so. */
const WITHOUT_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ["npm", "npm ci --ignore-scripts"],
  ["pnpm", "pnpm install --ignore-scripts"],
  ["yarn", "yarn install --ignore-scripts"],
  ["bun", "bun install --ignore-scripts"],
]);
const NAMED = 3;

/** What to do next, by what was found, the most urgent first; each is put together as it stands. */
export function nextSteps(
  report: Report,
  failing: readonly Incident[],
  families: readonly CredentialFamily[],
): Phrase[][] {
  return [
    ...(report.result === "tampered" ? [TAMPERED] : []),
    ...living(failing),
    ...(families.length === 0 ? [] : [ROTATE]),
    ...(families.length > 0 && report.outcome.rules.some(isCutRotate) ? [MORE_TO_ROTATE] : []),
    ...environments(failing, families),
    ...packages(failing),
    ...places(failing),
    ...changes(failing),
    ...(report.result === "incomplete" ? [INCOMPLETE] : []),
    ...(failing.length === 0 || report.result === "tampered" ? [] : [HONEST]),
  ];
}

const TAMPERED = [
  words(
    "Take this job for one that was attacked: renew every secret that it was given, and throw away what it built and uploaded.",
  ),
];
const ROTATE = [
  words(
    "Renew the credentials in the table above, from another machine, before anything else of this job runs.",
  ),
];
const MORE_TO_ROTATE = [
  words(
    "There can be more to renew than the table has: a rule about credentials matched more often than matches are kept. The event log has all (runwarden events --rule).",
  ),
];
const ENVIRONMENT = [
  words(
    "Renew too the secrets that these steps had in their environment (env:): reads of it are not recorded. The job's own GITHUB_TOKEN ends with the job.",
  ),
];
const INCOMPLETE = [
  words(
    "Run the job again: what was lost is not known. Where it happens each time, see fail-on-loss in the README.",
  ),
];
/** Of a summary, which has modifiers. */
export const HONEST = [
  words(
    "If all of this is as it should be: read the modifiers below, and paste those that you want into a rule file.",
  ),
];

function isCutRotate(outcome: RuleOutcome): boolean {
  return outcome.rule.tags[ROTATE_TAG] !== undefined && !isWhole(outcome);
}

function living(failing: readonly Incident[]): Phrase[][] {
  const pids = failing.flatMap((incident) => incident.living.map(({ pid }) => pid)).filter((pid) => pid > 0);
  if (pids.length === 0) return [];
  const shown = pids.slice(0, NAMED * 3).join(" ");
  return [
    [
      words("On a runner of your own, end what still runs ("),
      data(`kill ${shown}`),
      words("); GitHub throws its own runners away."),
    ],
  ];
}

/** Of a program of the workflow's own, its author knows what it is given. */
function environments(failing: readonly Incident[], families: readonly CredentialFamily[]): Phrase[][] {
  const isForeign = failing.some(({ actor }) => actor.kind !== "program");
  return isForeign || families.length > 0 ? [ENVIRONMENT] : [];
}

function packages(failing: readonly Incident[]): Phrase[][] {
  const seen = new Set<string>();
  return failing.flatMap(({ actor, process }) => {
    if (actor.kind === "program" || seen.has(actor.name) || seen.size === NAMED) return [];
    seen.add(actor.name);
    if (actor.kind === "action") {
      return [
        [
          words("Take the action "),
          data(actor.name),
          words(" out, or pin it to a commit from before that you have read."),
        ],
      ];
    }
    const command = WITHOUT_SCRIPTS.get(textOf(process, "installer").folded);
    return [
      [
        words("Take "),
        data(actor.name),
        words(" out of the dependencies, or pin a version from before"),
        ...(command === undefined ? [] : [words(", and until then install by "), data(command)]),
        words("; look for it in your other repositories."),
      ],
    ];
  });
}

function places(failing: readonly Incident[]): Phrase[][] {
  const all = [...new Set(failing.flatMap(placesOf))];
  if (all.length === 0) return [];
  const isMore = all.length > NAMED || failing.some(({ untold }) => untold > 0);
  const shown = separated(endsFirst(all).slice(0, NAMED).map(data));
  const end = isMore ? ", and others that report.html has." : ".";
  return [[words("Look in other jobs for what reached "), ...shown, words(end)]];
}

function changes(failing: readonly Incident[]): Phrase[][] {
  const files = failing.flatMap(({ changed }) => changed).filter(({ isRemoved }) => !isRemoved);
  const all = [...new Set(files.map(({ path }) => path))].slice(0, NAMED);
  if (all.length === 0) return [];
  return [
    [
      words("On a runner of your own, set the machine up anew: "),
      ...separated(all.map(data)),
      words(" may be run later."),
    ],
  ];
}
