import { count } from "../report/phrase.ts";

/** What became of log records that were to be sent. */
export interface Sent {
  readonly sent: number;
  readonly unsent: number;
  /** There were more that were not counted. */
  readonly isCutShort: boolean;
  /** Why not all were sent, without a dot; the first reason that there was. */
  readonly reason: string | undefined;
}

export function isSentWhole({ unsent, isCutShort }: Sent): boolean {
  return unsent === 0 && !isCutShort;
}

/** As a sentence; not yet made visible, for the endpoint can have said something. */
export function sentSentence(all: Sent): string {
  const { sent, unsent, isCutShort, reason = "it is not known why" } = all;
  if (isSentWhole(all)) return `${count(sent, "log record")} sent by OTLP.`;
  const atLeast = isCutShort ? "at least " : "";
  return `${count(sent, "log record")} sent by OTLP, and ${atLeast}${unsent.toLocaleString("en")} not: ${reason}.`;
}
