import type { Activity, StepActivity } from "./activity.ts";
import { filePhrases, packagePhrases, stepCounts, stepTitle } from "./activity-phrases.ts";
import { reachedPhrases, refusedPhrases } from "./activity-section.ts";
import { count, type Phrase, phraseText, spaced } from "./phrase.ts";

const DATA_LIMIT = 120;
const STEPS_SHOWN = 20;
/** Of each list of a step; a terminal is no place to read more. */
const ENTRIES_SHOWN = 5;

/** What each step did, for a terminal: each line starts with words of our own. None where there is nothing to tell. */
export function activityLines({ steps }: Activity): string[] {
  const told = steps.filter((step) => stepCounts(step).length > 0);
  const more = told.length - STEPS_SHOWN;
  return [
    ...told.slice(0, STEPS_SHOWN).flatMap(stepLines),
    ...(more > 0 ? [`Steps: ${count(more, "more step")} did something`] : []),
  ];
}

function stepLines(step: StepActivity): string[] {
  const { packages, hosts, files } = step;
  const places = files.filter(({ isScratch }) => !isScratch);
  return [
    `Step: ${line(stepTitle(step))}: ${stepCounts(step).join(", ")}`,
    ...listed("ran scripts of", packages.map(packagePhrases)),
    ...listed("connected to", reachedPhrases(hosts)),
    ...listed("was refused to reach", refusedPhrases(hosts)),
    ...listed("wrote or opened for writing", places.map(filePhrases)),
  ];
}

function listed(did: string, entries: readonly Phrase[][]): string[] {
  const more = entries.length - ENTRIES_SHOWN;
  return [
    ...entries.slice(0, ENTRIES_SHOWN).map((phrases) => `  ${did} ${line(phrases)}`),
    ...(more > 0 ? [`  ${did} ${more} more`] : []),
  ];
}

function line(phrases: readonly Phrase[]): string {
  return phraseText(spaced(phrases), DATA_LIMIT);
}
