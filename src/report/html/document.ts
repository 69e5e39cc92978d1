import { deflateRawSync } from "node:zlib";
import type { RuleOutcome } from "../../evaluate/evaluation.ts";
import { EVENT_KIND_NAMES } from "../../kinds/index.ts";
import { stepTitle } from "../activity-phrases.ts";
import type { CredentialFamily } from "../credentials.ts";
import { egressLists } from "../egress-section.ts";
import { warningLine } from "../fault-text.ts";
import { blindSpots, gaps } from "../gaps.ts";
import { groupLine } from "../group-line.ts";
import { coverageLine, headline, resultSentence } from "../headline.ts";
import { watchedPhrase } from "../job-run.ts";
import { logFaultSentence } from "../log-fault.ts";
import { type MatchModifier, modifiersFor } from "../modifier-section.ts";
import { HONEST, nextSteps } from "../next-steps.ts";
import { type Overview, overviewOf, untoldSentence } from "../overview.ts";
import { count, type Phrase } from "../phrase.ts";
import { livingLines, recordedLines } from "../recorded-lines.ts";
import { type Report, total } from "../report.ts";
import { terminationLines } from "../termination-lines.ts";
import { visible } from "../visible.ts";
import { type HtmlEvents, PATH_LIMIT } from "./events.ts";
import type { PageList, PageModifier, PageReport, PageRule } from "./format.ts";

const SENTENCE_LIMIT = 2000;
const DESCRIPTION_LIMIT = 4000;
const NAME_LIMIT = 400;
/** Longer than any line of a modifier. */
const MODIFIER_LINE_LIMIT = 16_384;
const LINES_SHOWN = 200;
const TAGS_SHOWN = 30;
const GROUPS_SHOWN = 20;
const PATHS_SHOWN = 3;

/** Where the data go in the page without any. */
const DATA_PLACE = "<!-- data -->";

/**
 * The text of report.html, part by part: `page` is the page without data (src/page). Data are base64 in it, so that
 * nothing that came from the job can be HTML; the page makes text of them, never elements.
 */
export function* htmlDocument(page: string, report: Report, events: HtmlEvents): Generator<string> {
  const at = page.indexOf(DATA_PLACE);
  if (at < 0) throw new Error("The page has no place for data.");
  yield page.slice(0, at);
  yield '<script type="text/plain" id="data">\n';
  yield `report ${deflateRawSync(JSON.stringify(pageReport(report, events))).toString("base64")}\n`;
  yield* events.lines();
  yield "</script>";
  yield page.slice(at + DATA_PLACE.length);
}

function pageReport(report: Report, events: HtmlEvents): PageReport {
  const { rules } = report.outcome;
  const overview = overviewOf(report);
  // Of what a log says that proves nothing, nothing is to be excepted.
  const modifiers = report.result === "tampered" ? [] : modifiersFor(overview.failing, rules);
  let omitted = 0;
  const pageRule = (outcome: RuleOutcome): PageRule => {
    const { rule, totalCount, matches, groups } = outcome;
    const rows = matches.flatMap((event, place) => {
      const row = events.match(event);
      if (row === undefined) omitted++;
      const lines = (groups?.[place] ?? []).slice(0, GROUPS_SHOWN).map(groupLine);
      const proposed = modifiers.find((each) => each.rule === rule && each.events[0]?.index === event.index);
      const modifier = proposed === undefined ? {} : { modifier: pageModifier(proposed) };
      return row === undefined ? [] : [{ row, groups: lines, ...modifier }];
    });
    return {
      name: visible(`${rule.rulesetId}/${rule.ruleId}`, NAME_LIMIT),
      title: visible(rule.name ?? "", NAME_LIMIT),
      description: visible((rule.description ?? "").trim().replaceAll(/\s+/g, " "), DESCRIPTION_LIMIT),
      action: rule.action,
      tags: Object.entries(rule.tags)
        .slice(0, TAGS_SHOWN)
        .map(([key, value]) => visible(`${key}: ${value}`, NAME_LIMIT)),
      total: totalCount,
      matches: rows,
    };
  };
  const pageRules = [
    ...rules.filter(({ rule }) => rule.action !== "collect"),
    ...rules.filter(({ rule }) => rule.action === "collect"),
  ].map(pageRule);
  const leftOut =
    omitted === 0
      ? []
      : [`${count(omitted, "match", "matches")} are left out of this page for its size; they are counted.`];
  const withheld =
    events.isEmpty && total(report.coverage.events) > 0
      ? ["Events that no rule matched are not on this page: the event log was not to be handed over."]
      : [];
  return {
    headline: visible(headline(report), SENTENCE_LIMIT),
    facts: visible(joined(overview.headline), SENTENCE_LIMIT),
    isDoubtful: report.result === "tampered" || report.result === "incomplete",
    sentence: visible(resultSentence(report), SENTENCE_LIMIT),
    coverage: visible(coverageLine(report), SENTENCE_LIMIT),
    watched: visible(joined(watchedPhrase(report)), SENTENCE_LIMIT),
    notes: [
      ...list("Why the log cannot be trusted", report.tampering.map(logFaultSentence)),
      ...list("What was stopped", terminationLines(report.termination)),
      ...list("Not watched", gaps(report)),
      ...list("Not on this page", [...withheld, ...leftOut, ...events.leftOut()]),
      ...list(
        "Not told in the first sentence",
        overview.failing.map(untoldSentence).filter((sentence) => sentence !== ""),
      ),
      ...list("Warnings of the rules", report.warnings.map(warningLine)),
      ...list("Still running when the job was judged", livingLines(report.recorded)),
      ...list("What to rotate", overview.families.map(rotateLine)),
      ...list("What to do next", stepsOf(report, overview)),
    ],
    more: [
      ...egressLists(report).flatMap(({ title, sentences }) => list(title, sentences)),
      ...list("This job", recordedLines(report.recorded)),
      ...list("Events of every kind", kindLines(report)),
      ...list("Blind spots", blindSpots(report)),
    ],
    ...namesOf(report),
    rules: pageRules,
    kinds: EVENT_KIND_NAMES,
  };
}

function pageModifier({ text = "", reason = "", events }: MatchModifier): PageModifier {
  const lines = text === "" ? [] : text.trimEnd().split("\n");
  return {
    lines: lines.map((line) => visible(line, MODIFIER_LINE_LIMIT)),
    reason,
    count: events.length,
  };
}

/** What people call steps and packages. */
function namesOf({ activity: { steps } }: Report): Pick<PageReport, "steps" | "packages"> {
  const packages = steps.flatMap((step) => step.packages);
  return {
    steps: steps
      .filter(({ path }) => path !== "")
      .map((step) => [
        visible(step.path, PATH_LIMIT),
        visible(
          stepTitle(step)
            .map(({ text }) => text)
            .join(" "),
          NAME_LIMIT,
        ),
      ]),
    packages: packages.map(({ folder, title }) => [visible(folder, PATH_LIMIT), visible(title, NAME_LIMIT)]),
  };
}

/** Of phrases that are put together as they stand. */
function joined(phrases: readonly Phrase[]): string {
  return phrases.map(({ text }) => text).join("");
}

function stepsOf(report: Report, { failing, families }: Overview): string[] {
  return nextSteps(report, failing, families).map((step) => (step === HONEST ? HONEST_HERE : joined(step)));
}

const HONEST_HERE =
  "If all of this is as it should be: below the matches stand modifiers that you can paste into a rule file.";

function rotateLine({ name, page, paths }: CredentialFamily): string {
  const shown = paths.slice(0, PATHS_SHOWN).join(", ");
  const more = paths.length > PATHS_SHOWN ? ` and ${paths.length - PATHS_SHOWN} more` : "";
  const read = shown === "" ? "" : ` (${shown}${more})`;
  return `${name}${read}${page === "" ? "" : `: renewed at ${page}`}`;
}

function list(title: string, sentences: readonly string[]): PageList[] {
  if (sentences.length === 0) return [];
  const lines = sentences.slice(0, LINES_SHOWN).map((text) => visible(text, SENTENCE_LIMIT));
  const more = sentences.length - lines.length;
  return [{ title, lines: more > 0 ? [...lines, `… and ${more} more`] : lines }];
}

function kindLines({ coverage }: Report): string[] {
  return EVENT_KIND_NAMES.map((kind) => {
    const dropped = coverage.isLossKnown ? coverage.dropped[kind].toLocaleString("en") : "?";
    const source = coverage.sources[kind] ?? "";
    return `${kind}: ${count(coverage.events[kind], "event")}, ${dropped} dropped${source === "" ? "" : `, source ${source}`}`;
  });
}
