import { styleText } from "node:util";
import type { Paint, Tone } from "../report/terminal.ts";

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  good: ["green", "bold"],
  bad: ["red", "bold"],
  doubtful: "yellow",
  minor: "dim",
};

/** Colours where a stream is a terminal that has some; NO_COLOR and FORCE_COLOR say otherwise, as Node.js reads them. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (tone, text) => styleText(STYLES[tone], text, { stream });
}
