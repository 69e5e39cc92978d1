import { parseJson } from "../shape/json.ts";
import type { ObjectShape } from "../shape/shape.ts";

/** What a post step hands on; it is told nothing else. */
export interface PostReport {
  readonly exit_code: number;
  /** For the log of the step, workflow commands included; the last one says why it fails, where it does. */
  readonly lines: readonly string[];
  /** Markdown. */
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What it hands on where something came after the report was made. */
export type LateReport = Pick<PostReport, "lines" | "summary">;

const TEXT = { need: "required", shape: { kind: "text" } } as const;

const LATE_REPORT = {
  kind: "object",
  noun: "late report",
  others: "passed-over",
  keys: {
    lines: { need: "required", shape: { kind: "list", items: TEXT.shape } },
    summary: TEXT,
  },
} as const satisfies ObjectShape;

const POST_REPORT = {
  ...LATE_REPORT,
  noun: "report",
  keys: {
    ...LATE_REPORT.keys,
    exit_code: { need: "required", shape: { kind: "integer", minimum: 0, maximum: 1 } },
    outputs: { need: "required", shape: { kind: "map", values: TEXT.shape } },
  },
} as const satisfies ObjectShape;

/** Reads a report; undefined where the text is none. */
export function parsePostReport(text: string): PostReport | undefined {
  const report = parseJson(POST_REPORT, text);
  return report && { ...report, outputs: Object.fromEntries(report.outputs) };
}

/** Reads what came after it; undefined where the text is none. */
export function parseLateReport(text: string): LateReport | undefined {
  return parseJson(LATE_REPORT, text);
}
