import { EVENT_KIND_NAMES } from "../kinds/index.ts";
import type { Report } from "./report.ts";

/** The counts of every kind as a Markdown table; holds no data of the job. */
export function kindTable({ coverage }: Report): string {
  const rows = EVENT_KIND_NAMES.map((kind) => {
    const hooks = coverage.source === "file" ? "" : (coverage.hooks[kind] ?? "missing");
    const source = coverage.sources[kind] ?? "";
    return `| ${kind} | ${number(coverage.events[kind])} | ${coverage.isLossKnown ? number(coverage.dropped[kind]) : "?"} | ${hooks} | ${source} |`;
  });
  return ["| kind | events | dropped | hooks | source |", "|---|--:|--:|---|---|", ...rows].join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en");
}
