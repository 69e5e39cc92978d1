import { DENIED_IN_KERNEL } from "../events/event.ts";
import { count, describe, phraseText, spaced, timeOfDay } from "./phrase.ts";
import type { TerminationReport } from "./termination.ts";

const EVENT_LIMIT = 400;

/** That the job was stopped, and how long that took, in a sentence or two. Holds no data of the job. */
export function terminationSentence({ answer, matchedNs, goneNs, ended, living }: TerminationReport): string {
  if (answer === "lockdown") {
    const after = goneNs === undefined ? "then" : `${milliseconds(goneNs - matchedNs)} ms after that event`;
    return `The job was locked down: from ${after} on, nothing that it started could execute a program or reach another host. Its processes were not ended.`;
  }
  const processes = count(ended, "process", "processes");
  if (goneNs === undefined || living > 0) {
    return `The job was ended, but not all of it: ${processes} ended, and ${living} could not be ended at once.`;
  }
  return `The job was ended: ${milliseconds(goneNs - matchedNs)} ms after that event nothing of it was left, ${processes} in all.`;
}

/** What is to be told of it besides, as sentences with what comes from the job in them, as it is; none where it was not stopped. */
export function terminationLines(termination: TerminationReport | undefined): string[] {
  if (termination === undefined) return [];
  const { answer, rule, matchedNs, matchPid, refused, processes, killed, meanwhile, ended } = termination;
  const end = answer === "lockdown" ? "lockdown" : "end";
  const names = processes.map(({ pid, name }) => `${name} (${pid})`);
  const more = ended > processes.length && processes.length > 0 ? ", and others" : "";
  return [
    `${rule} matched at ${timeOfDay(matchedNs)}, by process ${matchPid}. ${terminationSentence(termination)}`,
    ...(killed.count === 0
      ? []
      : [
          `The kernel ended ${count(killed.count, "program")} before ${killed.count === 1 ? "it" : "each"} got what it asked for`,
        ]),
    ...killed.events.map((event) => {
      const became = event.tags.includes(DENIED_IN_KERNEL) ? "Denied" : "Killed";
      return `${became} in the kernel: ${phraseText(spaced(describe(event)), EVENT_LIMIT)}`;
    }),
    ...(names.length === 0 ? [] : [`Ended: ${names.join(", ")}${more}`]),
    ...(refused === 0
      ? []
      : [
          `${count(refused, "program")} that came later, such as those of other steps, ended before they ran`,
        ]),
    meanwhile.count === 0
      ? `Nothing was recorded of the job between that event and its ${end}`
      : `Between that event and its ${end} the job did ${meanwhile.count === 1 ? "1 thing more that was" : `${meanwhile.count} things more that were`} recorded, and cannot be taken back`,
    ...meanwhile.events.map((event) => `Meanwhile: ${phraseText(spaced(describe(event)), EVENT_LIMIT)}`),
    ...(meanwhile.count > meanwhile.events.length && meanwhile.events.length > 0
      ? [`Meanwhile: ${count(meanwhile.count - meanwhile.events.length, "more event")}`]
      : []),
  ];
}

/** To a tenth. */
export function milliseconds(ns: bigint): string {
  return (Number(ns) / 1e6).toFixed(1);
}
