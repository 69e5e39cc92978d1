import { styleText } from "node:util";
import type { Paint, Tone } from "../report/terminal.ts";

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  good: ["green", "bold"],
  bad: ["red", "bold"],
  doubtful: "yellow",
  minor: "dim",
};

/**
 * Colours where a stream is a terminal that has some, and NO_COLOR does not say otherwise; and wherever FORCE_COLOR does.
 * What styleText itself makes of these is not the same in all versions of Node.js.
 */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  if (!hasColors(stream)) return (_tone, text) => text;
  return (tone, text) => styleText(STYLES[tone], text, { validateStream: false });
}

function hasColors(stream: NodeJS.WriteStream): boolean {
  const { FORCE_COLOR: forced } = process.env;
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  return stream.isTTY && stream.hasColors();
}
