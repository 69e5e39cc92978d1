import { asObject, type Json, parseObject } from "../log/untrusted-json.ts";

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

/** Reads a report; undefined where the text is none. */
export function parsePostReport(text: string): PostReport | undefined {
  const json = parseObject(text);
  const late = parseLateReport(text);
  const outputs = asObject(json?.outputs);
  const code = json?.exit_code;
  if (late === undefined || outputs === undefined || (code !== 0 && code !== 1)) return undefined;
  if (!Object.values(outputs).every(isText)) return undefined;
  return { ...late, exit_code: code, outputs: outputs as Readonly<Record<string, string>> };
}

/** Reads what came after it; undefined where the text is none. */
export function parseLateReport(text: string): LateReport | undefined {
  const { lines, summary }: Json = parseObject(text) ?? {};
  if (!Array.isArray(lines) || !lines.every(isText) || !isText(summary)) return undefined;
  return { lines, summary };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
