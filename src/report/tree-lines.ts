import type { Event } from "../events/event.ts";
import { type Phrase, words } from "../kinds/kind.ts";
import { isFailing } from "../rules/rule.ts";
import { type Destination, isRefused } from "./destinations.ts";
import type { MatchedEvent, TreeNode } from "./incident-tree.ts";
import { commandLine } from "./lineage-lines.ts";
import { count, describe, timeOfDay } from "./phrase.ts";
import { gravest, severityRank } from "./severity.ts";
import { visible } from "./visible.ts";

/** Of what came from the job in one line; the files of the report have the rest. */
const DATA_LIMIT = 200;
const LINE_LIMIT = 180;
const RULES_SHOWN = 3;
const PIDS_SHOWN = 3;
/** Deeper images are not indented any further. */
const DEPTH_LIMIT = 24;
/** So many images of which nothing is told, one below the other, are only counted but for the first and the last. */
const PLAIN_RUN = 5;

/** What fails a job has the ranks of its severity; then comes what runs, then the ways out, then what is only told. */
const RANK_RUNNING = 4;
const RANK_REACHED = 5;
const RANK_TOLD = 10;

/** What is told of an image, with all images above it. */
interface TreeItem {
  readonly node: TreeNode;
  readonly way: readonly TreeNode[];
  readonly told: MatchedEvent | Destination | "running";
  /** What is left out first has the highest. */
  readonly rank: number;
  readonly index: number;
}

/**
 * The process tree of an incident with what is told of each image, in the order of time: at most so many lines, visible,
 * not escaped for HTML. What counts least is left out, and counted.
 */
export function treeLines(roots: readonly TreeNode[], limit: number): { lines: string[]; leftOut: number } {
  const items = itemsOf(roots, []);
  const reached = items.filter(({ rank }) => rank === RANK_REACHED).sort((a, b) => a.index - b.index);
  // Of the ways out the first and the last in turn: what is to be hidden has noise before it, or behind it.
  const turns = new Map(reached.map((item, place) => [item, Math.min(place, reached.length - 1 - place)]));
  const turnOf = (item: TreeItem): number => turns.get(item) ?? 0;
  const chosen = new Map<TreeNode, TreeItem[]>();
  const shown = new Set<TreeNode>();
  let room = limit;
  let leftOut = 0;
  for (const item of [...items].sort(
    (a, b) => a.rank - b.rank || turnOf(a) - turnOf(b) || a.index - b.index,
  )) {
    const others = [...item.way, item.node].filter((node) => !shown.has(node));
    // A long way is drawn in few lines, so that nobody can hide what is below it; and that a program runs is said in its own.
    const size = Math.min(others.length, PLAIN_RUN + 1) + (item.told === "running" ? 0 : 1);
    if (size > room && chosen.size > 0) {
      leftOut++;
      continue;
    }
    room -= size;
    for (const node of others) shown.add(node);
    chosen.set(item.node, [...(chosen.get(item.node) ?? []), item]);
  }
  return { lines: nodesLines(roots, 0, shown, chosen), leftOut };
}

function itemsOf(nodes: readonly TreeNode[], way: readonly TreeNode[]): TreeItem[] {
  return nodes.flatMap((node) => {
    const told = node.told.map((each): TreeItem => {
      const rule = gravest(each);
      const rank = rule === undefined ? RANK_TOLD : (isFailing(rule) ? 0 : RANK_TOLD) + severityRank(rule);
      return { node, way, told: each, rank, index: each.event.index };
    });
    const known = new Set(node.told.map(({ event }) => event.index));
    const reached = node.destinations
      .filter(({ event }) => !known.has(event.index))
      .map((each): TreeItem => ({ node, way, told: each, rank: RANK_REACHED, index: each.event.index }));
    const running: TreeItem[] = node.isRunning
      ? [{ node, way, told: "running", rank: RANK_RUNNING, index: node.first }]
      : [];
    return [...told, ...reached, ...running, ...itemsOf(node.children, [...way, node])];
  });
}

function nodesLines(
  nodes: readonly TreeNode[],
  depth: number,
  shown: ReadonlySet<TreeNode>,
  chosen: ReadonlyMap<TreeNode, readonly TreeItem[]>,
): string[] {
  return nodes
    .filter((node) => shown.has(node))
    .sort((a, b) => a.first - b.first)
    .flatMap((node) => nodeLines(node, depth, shown, chosen));
}

function nodeLines(
  node: TreeNode,
  depth: number,
  shown: ReadonlySet<TreeNode>,
  chosen: ReadonlyMap<TreeNode, readonly TreeItem[]>,
): string[] {
  const run = plainRun(node, shown, chosen);
  const lines = [branch(depth, imageLine(node))];
  let at = node;
  let deeper = depth;
  if (run.length > PLAIN_RUN) {
    const last = run.at(-1) ?? node;
    lines.push(branch(depth + 1, `… ${run.length - 2} more programs …`), branch(depth + 2, imageLine(last)));
    at = last;
    deeper = depth + 2;
  }
  const items = (chosen.get(at) ?? []).filter(({ told }) => told !== "running");
  const children = at.children.filter((child) => shown.has(child));
  // What is told of the image stands before and between what came from it, as it happened.
  const parts = [
    ...items.map((item) => ({ index: item.index, lines: [indent(deeper + 1) + itemLine(item)] })),
    ...children.map((child) => ({ index: child.first, lines: nodeLines(child, deeper + 1, shown, chosen) })),
  ];
  return [...lines, ...parts.sort((a, b) => a.index - b.index).flatMap((part) => part.lines)];
}

/** The images from one downwards of which nothing is told, as long as one comes from the other alone. */
function plainRun(
  node: TreeNode,
  shown: ReadonlySet<TreeNode>,
  chosen: ReadonlyMap<TreeNode, readonly TreeItem[]>,
): TreeNode[] {
  const run: TreeNode[] = [];
  for (let at = node; !chosen.has(at); ) {
    run.push(at);
    const [child, ...others] = at.children.filter((each) => shown.has(each));
    if (child === undefined || others.length > 0) return run;
    at = child;
  }
  return run;
}

function indent(depth: number): string {
  return "  ".repeat(Math.min(depth, DEPTH_LIMIT));
}

function branch(depth: number, text: string): string {
  return depth === 0 ? text : `${indent(depth - 1)}└ ${text}`;
}

function imageLine({ image, leftOut, pids, isRunning }: TreeNode): string {
  if (image === undefined) return `… ${leftOut} more …`;
  const more = pids.length > PIDS_SHOWN ? ", …" : "";
  const pid = pids.length === 0 ? "" : ` [pid ${pids.slice(0, PIDS_SHOWN).join(", ")}${more}]`;
  return `${cut(commandLine(image))}${pid}${isRunning ? " ⏳ still running" : ""}`;
}

function itemLine({ told }: TreeItem): string {
  if (told === "running") return "";
  if (!("rules" in told)) {
    const times = told.count > 1 ? `, ${count(told.count, "time")}` : "";
    return `→ ${happened(told.event)}${times}${refusedPart(told)}`;
  }
  const { event, rules, countedBy } = told;
  const ids = rules.slice(0, RULES_SHOWN).map(({ ruleId }) => visible(ruleId, DATA_LIMIT));
  const more = rules.length - ids.length;
  const names = `${ids.join(", ")}${more > 0 ? ` and ${count(more, "more rule")}` : ""}`;
  return `${countedBy.length > 0 || rules.some(isFailing) ? "🛑" : "📋"} ${happened(event)}: ${names}`;
}

function refusedPart(destination: Destination): string {
  if (destination.refused === 0) return "";
  return isRefused(destination) ? ", refused" : `, refused ${count(destination.refused, "time")}`;
}

/** What few read, and makes lines too long to be seen whole. */
const FLAGS = / \(flags \d+\)$/;

/** When and what; the image stands above it already. */
function happened(event: Event): string {
  const phrase: readonly Phrase[] = event.kind === "process_exec" ? executed(event) : describe(event);
  const text = phrase.map((part) =>
    part.kind === "words" ? part.text.replace(FLAGS, "") : visible(part.text, DATA_LIMIT),
  );
  const time = timeOfDay(event.timeNs);
  const times = event.count > 1 ? `, ${count(event.count, "time")}` : "";
  return `${time === "" ? "" : `${time} `}${text.join(" ")}${times}`;
}

function executed(event: Extract<Event, { kind: "process_exec" }>): Phrase[] {
  return [words(event.payload.is_memfd ? "executed, from memory (memfd)" : "executed")];
}

/** A pair of units is not cut in two. */
function cut(text: string): string {
  return text.length > LINE_LIMIT ? `${[...text].slice(0, LINE_LIMIT).join("")}…` : text;
}
