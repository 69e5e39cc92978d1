import type { Process } from "./value.ts";

/** A piece of a sentence: our own words, or data that came from the job and has to be escaped. */
export type Phrase =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "data"; readonly text: string };

export function words(text: string): Phrase {
  return { kind: "words", text };
}

export function data(text: string): Phrase {
  return { kind: "data", text };
}

/** A process that an event is about, by its program. */
export function program({ exec_path, pid }: Process): Phrase[] {
  const name = exec_path.raw === "" ? words("an unknown program") : data(exec_path.raw);
  return pid > 0 ? [name, words(`(process ${pid})`)] : [name];
}
