import { data, type Phrase, words } from "../kinds/kind.ts";
import { doers } from "./activity-phrases.ts";
import { type EgressAudit, egressAudit, type ProposedEntry } from "./egress-audit.ts";
import { fold, phraseHtml, preformatted } from "./html-parts.ts";
import { count, phraseText, spaced } from "./phrase.ts";
import type { LookedUpName, ReachedEndpoint } from "./reached-endpoints.ts";
import type { Report } from "./report.ts";

/** Longer than any name of DNS. */
const DATA_LIMIT = 300;
/** How many entries each list has in the summary; the first that fits. */
const LENGTHS = [100, 25, 10, 4, 0];
/** A terminal is no place to read more. */
const LINES_SHOWN = 30;

/** A list of what was reached, with its title; what it comes to is told before the list that can be pasted. */
export interface EgressList {
  readonly title: string;
  readonly entries: readonly (readonly Phrase[])[];
}

/**
 * What lies outside of the allowed endpoints, and the list that is proposed, for the job summary: one fold, in which all that
 * came from the job is escaped, in at most `room` bytes. Empty where there is nothing to tell, or no room for it.
 */
export function egressSection(report: Report, room: number): string {
  const audit = egressAudit(report);
  if (audit === undefined) return "";
  const lists = listsOf(report, audit);
  if (lists.length === 0) return "";
  const sentences = sentencesOf(report, audit);
  const list = pasteList(report, audit);
  const block = preformatted(["allowed-endpoints: |", ...list.map((line) => `  ${line}`)], DATA_LIMIT);
  const blocks =
    list.length === 0 ? [""] : [block, "<p>The list to paste is too long for here; matches.json has it.</p>"];
  for (const toPaste of blocks) {
    for (const length of LENGTHS) {
      const parts = [
        ...sentences.map((sentence) => `<p>${sentence}</p>`),
        ...(toPaste === "" ? [] : [toPaste]),
        ...lists.map((each) => htmlOf(each, length)),
      ];
      const text = fold(titleOf(report, audit), parts.join("\n"));
      if (Buffer.byteLength(text) <= room) return text;
    }
  }
  return "";
}

/** The same for a terminal: each line starts with words of our own. */
export function egressLines(report: Report): string[] {
  const audit = egressAudit(report);
  if (audit === undefined) return [];
  return listsOf(report, audit).flatMap(({ title, entries }) => {
    const more = entries.length - LINES_SHOWN;
    return [
      `Egress: ${title}`,
      ...entries.slice(0, LINES_SHOWN).map((phrases) => `  - ${phraseText(spaced(phrases), DATA_LIMIT)}`),
      ...(more > 0 ? [`  … and ${more} more`] : []),
    ];
  });
}

/** The same as titles with sentences, of data as it came. */
export function egressLists(
  report: Report,
): { readonly title: string; readonly sentences: readonly string[] }[] {
  const audit = egressAudit(report);
  if (audit === undefined) return [];
  return [
    ...listsOf(report, audit).map(({ title, entries }) => ({
      title: `Egress: ${title}`,
      sentences: entries.map((phrases) => phrases.map(({ text }) => text).join(" ")),
    })),
    ...asList("To paste behind allowed-endpoints: |", pasteList(report, audit)),
  ];
}

/** As matches.json has it; undefined where nobody was to look. */
export function egressJson(report: Report) {
  const audit = egressAudit(report);
  if (audit === undefined) return undefined;
  return {
    mode: audit.mode,
    allowed: audit.allowed,
    outside: audit.outside.map(({ ip, port, names, by, count: times }) => ({
      ip,
      port,
      names,
      by: by.list,
      count: times,
    })),
    outside_names: audit.outsideNames.map(({ name, by, count: times }) => ({
      name,
      by: by.list,
      count: times,
    })),
    proposed: audit.proposed.map(({ text, isLookedUpOnly, by, count: times }) => ({
      entry: text,
      is_looked_up_only: isLookedUpOnly,
      by: by.list,
      count: times,
    })),
    unused: audit.unused,
    left_out: audit.leftOut,
  };
}

/** In the order in which they count. */
function listsOf(report: Report, audit: EgressAudit): EgressList[] {
  const isBlock = audit.mode === "block";
  return [
    {
      title: isBlock
        ? "outside of allowed-endpoints, and refused"
        : "outside of allowed-endpoints, which egress: block would refuse",
      entries: audit.outside.map(endpointPhrases),
    },
    {
      title: isBlock
        ? "names looked up that are not in allowed-endpoints, and refused where the program asked by DNS itself"
        : "names looked up that are not in allowed-endpoints, which egress: block would refuse to look up",
      entries: audit.outsideNames.map(namePhrases),
    },
    {
      title: isToPaste(report)
        ? "proposed allowed-endpoints, and who reached them"
        : "what was reached, as allowed-endpoints would name it, and by whom",
      entries: audit.proposed.map(proposedPhrases),
    },
    {
      title: "allowed to actions in any case, and reached by them",
      entries: audit.ofActions.map((text) => [data(text)]),
    },
    {
      title: "name servers; egress: block allows those that the machine has when the job begins",
      entries: audit.nameServers.map(endpointPhrases),
    },
    {
      title: "in allowed-endpoints, and not needed by this job",
      entries: audit.unused.map((text) => [data(text)]),
    },
  ].filter(({ entries }) => entries.length > 0);
}

function titleOf(
  report: Report,
  { allowed, outside, outsideNames, proposed, nameServers, leftOut, mode }: EgressAudit,
): string {
  const isAsked = allowed.length > 0 || mode === "block";
  if (!isAsked) {
    return isToPaste(report)
      ? `Proposed allowed-endpoints: ${count(proposed.length, "entry", "entries")}`
      : `What the job reached: ${count(proposed.length, "endpoint")}`;
  }
  if (outside.length + outsideNames.length === 0) {
    const isAll = leftOut === 0 && nameServers.length === 0;
    return isAll
      ? "Egress: all within allowed-endpoints"
      : "Egress: nothing that is told is outside of allowed-endpoints, but for name servers and what is not told";
  }
  return `Egress: ${count(outside.length, "endpoint")} and ${count(outsideNames.length, "name")} outside of allowed-endpoints`;
}

/** What an honest reader has to know before they paste it. Holds no data of the job. */
function sentencesOf(report: Report, audit: EgressAudit): string[] {
  const sentences: string[] = [];
  if (report.result === "tampered") {
    sentences.push("The log cannot be trusted, so no list is proposed to be pasted.");
  } else if (report.outcome.result !== "passed") {
    sentences.push(
      "A rule that fails the job matched: what it is about is among these, so no list is proposed to be pasted.",
    );
  }
  if (audit.leftOut > 0) {
    sentences.push(
      `There was no room for ${count(audit.leftOut, "connection or look-up", "connections and look-ups")}: the list is not whole.`,
    );
  }
  return sentences;
}

/** Of a job in which something was found that should not be, nothing is to be allowed by a paste. */
function isToPaste({ result, outcome }: Report): boolean {
  return result !== "tampered" && outcome.result === "passed";
}

function pasteList(report: Report, { proposed }: EgressAudit): string[] {
  return isToPaste(report) ? proposed.map(({ text }) => text) : [];
}

function asList(title: string, sentences: readonly string[]) {
  return sentences.length === 0 ? [] : [{ title, sentences }];
}

function endpointPhrases({ ip, port, names, by, count: times }: ReachedEndpoint): Phrase[] {
  const address = ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
  const called = names.length === 0 ? [] : [data(names.join(", ")), words("at")];
  return [...called, data(address), ...doers(by), ...repeated(times)];
}

function namePhrases({ name, by, count: times }: LookedUpName): Phrase[] {
  return [data(name), ...doers(by), ...repeated(times)];
}

function proposedPhrases({ text, isLookedUpOnly, by, count: times }: ProposedEntry): Phrase[] {
  const how = isLookedUpOnly ? [words("only looked up")] : [];
  return [data(text), ...how, ...doers(by), ...repeated(times)];
}

function repeated(times: number): Phrase[] {
  return times > 1 ? [words(`(${times.toLocaleString("en")} times)`)] : [];
}

function htmlOf({ title, entries }: EgressList, length: number): string {
  const more = entries.length - length;
  const items = [
    ...entries.slice(0, length).map((phrases) => `<li>${phraseHtml(spaced(phrases), DATA_LIMIT)}</li>`),
    ...(more > 0 ? [`<li>… and ${more} more</li>`] : []),
  ];
  const [first = "", ...rest] = title;
  return `<p>${first.toUpperCase()}${rest.join("")}</p>\n<ul>\n${items.join("\n")}\n</ul>`;
}
