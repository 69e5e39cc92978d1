import { isAsExpected, type Judged, outcomeOf, type RuleFound } from "./judged.ts";

/** One line of what became of a job: `!` where that is not what was expected. */
export function jobLine(judged: Judged): string {
  const { job, unjudged, rules, events, remark } = judged;
  const head = `${job.kind.padEnd(8)} ${job.id.padEnd(36)} `;
  if (unjudged !== undefined) return `? ${head}${shortened(unjudged)}`;
  const mark = isAsExpected(judged) ? " " : "!";
  const told = [...rules].sort((a, b) => order(a) - order(b)).map(ruleText);
  const extra = remark === undefined ? "" : ` (${remark})`;
  return `${mark} ${head}${outcomeOf(judged).padEnd(8)} of ${String(events).padStart(6)} events${extra}  ${told.join(", ")}`;
}

const SHOWN = 800;

/** What a step printed last says best why it failed. */
function shortened(text: string): string {
  const end = text.trim();
  const shown = end.length <= SHOWN ? end : `…${end.slice(-SHOWN)}`;
  return shown.replaceAll("\n", "\n      ");
}

function order({ action }: RuleFound): number {
  return action === "collect" ? 1 : 0;
}

function ruleText({ id, action, count, firstIndex }: RuleFound): string {
  const mark = action === "collect" ? "" : "*";
  return `${mark}${id}${firstIndex === undefined ? "" : `@${firstIndex}`}${count > 1 ? `x${count}` : ""}`;
}

/** How many of the wanted were detected, and how many honest jobs were accused, or told of. */
export function rates(all: readonly Judged[]): string {
  const judged = all.filter(({ unjudged }) => unjudged === undefined);
  const wanted = (kind: string): readonly Judged[] =>
    judged.filter(({ job }) => job.kind === kind && job.expect === "detect");
  const honest = judged.filter(({ job }) => job.kind === "honest");
  const isDetected = (each: Judged): boolean => outcomeOf(each) === "detect";
  const told = honest.filter((each) => outcomeOf(each) === "collect");
  const matches = honest.flatMap(({ rules }) => rules).reduce((sum, { count }) => sum + count, 0);
  const events = honest.reduce((sum, each) => sum + each.events, 0);
  const missed = judged.filter((each) => !isAsExpected(each)).length;
  const lines = [
    `plain attacks detected:  ${share(wanted("attack"), isDetected)}`,
    `evasions detected:       ${share(wanted("evasion"), isDetected)}`,
    `honest jobs accused:     ${share(honest, isDetected)}`,
    `honest jobs reported on: ${told.length} of ${honest.length}, ${matches} matches in ${events} events`,
    `not as expected:         ${missed}`,
  ];
  const left = all.length - judged.length;
  return [...lines, ...(left > 0 ? [`not judged:              ${left}`] : [])].join("\n");
}

function share(all: readonly Judged[], is: (each: Judged) => boolean): string {
  const count = all.filter(is).length;
  const percent = all.length === 0 ? "" : ` (${((100 * count) / all.length).toFixed(0)} %)`;
  return `${count} of ${all.length}${percent}`;
}

/** What stands in rules/README.md: each attack with what caught it, what stays unseen, and what honest jobs got. */
export function readmeTable(all: readonly Judged[]): string {
  const judged = all.filter(({ unjudged }) => unjudged === undefined);
  const attacks = judged.filter(({ job }) => job.kind !== "honest");
  const honest = judged.filter(({ job }) => job.kind === "honest");
  const caught = attacks.filter((each) => outcomeOf(each) === "detect");
  const unseen = attacks.filter((each) => outcomeOf(each) !== "detect");
  const left = all.filter(({ unjudged }) => unjudged !== undefined).map(({ job }) => `\`${job.id}\``);
  return [
    ratesTable(judged),
    ...(left.length > 0 ? [`Not run: ${left.join(", ")}.\n`] : []),
    table(["attack", "stands for", "found by"], caught.map(attackRow)),
    "What stays unseen, or is only reported:\n",
    table(
      ["attack", "stands for", "reported by", "why"],
      unseen.map((each) => [...attackRow(each), each.job.why ?? "no rule tells it from honest work yet"]),
    ),
    "Honest jobs:\n",
    table(
      ["job", "what it does", "events", "reported"],
      honest.map(({ job, events, rules }) => [
        `\`${job.id}\``,
        job.like,
        String(events),
        rules.map(({ id, count }) => `\`${id}\`${count > 1 ? ` ×${count}` : ""}`).join(", "),
      ]),
    ),
  ].join("\n");
}

function ratesTable(judged: readonly Judged[]): string {
  const row = (name: string, kind: string): string[] => {
    const of = (isHeldOut: boolean): string =>
      share(
        judged.filter(
          ({ job }) =>
            job.kind === kind &&
            job.isHeldOut === isHeldOut &&
            (kind === "honest" || job.expect === "detect"),
        ),
        (each) => outcomeOf(each) === "detect",
      );
    return [name, of(false), of(true)];
  };
  return table(
    ["", "jobs that the rules were written with", "jobs kept aside"],
    [
      row("attacks detected", "attack"),
      row("attacks, changed to get by, detected", "evasion"),
      row("honest jobs accused", "honest"),
    ],
  );
}

function attackRow({ job, rules }: Judged): string[] {
  const best = rules.some(({ action }) => action !== "collect")
    ? rules.filter(({ action }) => action !== "collect")
    : rules;
  return [`\`${job.id}\``, job.like, best.map(({ id }) => `\`${id}\``).join(", ")];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return `${line(head)}${line(head.map(() => "---"))}${rows.map(line).join("")}`;
}
