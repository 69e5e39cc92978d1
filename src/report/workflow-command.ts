import type { Annotation } from "./annotations.ts";
import { visible } from "./visible.ts";

const TEXT_LIMIT = 2000;
/** PATH_MAX of Linux. */
const PATH_LIMIT = 4096;

/** What is told at a place of a file. */
export interface PlacedText {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * A line that GitHub makes an annotation of when a step prints it. Not by @actions/core: it would make three of the
 * command line's bundle.
 */
export function workflowCommand(
  level: "error" | "warning",
  { file, line, column, text }: PlacedText,
): string {
  const message = escapeData(visible(text, TEXT_LIMIT));
  const path = escapeProperty(visible(file, PATH_LIMIT));
  return `::${level} file=${path},line=${line},col=${column}::${message}`;
}

/** An annotation of a step, as a line for its log. */
export function annotationCommand({ level, title, message }: Annotation): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** The line that says why a step failed; its exit code is what fails it. */
export function failureCommand(message: string): string {
  return `::error::${escapeData(message)}`;
}

/** As the runner takes it back (https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts). */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
