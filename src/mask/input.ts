import { isSecretFile } from "./names.ts";
import type { ValueForm } from "./program-options.ts";
import { type ScriptWord, withoutQuotes } from "./script.ts";

/** A command of a pipeline, and what was read of it. */
export interface PipedCommand {
  readonly words: readonly ScriptWord[];
  readonly reader: {
    readonly name: string;
    readonly input: ValueForm | undefined;
    readonly writesFrom: number;
  };
}

/** Takes a word, or a part of one, for what holds a secret. */
type Hold = (form: ValueForm, word: ScriptWord) => void;

/** More of a here-document is not looked through: each of a script is searched for its end. */
const DOCUMENT_LIMIT = 4096;

const HERE_STRING = "<<<";
const HERE_DOCUMENT = /^<<-?\\?(["']?)(\w{1,40})\1$/;
const REDIRECTION = /^\d?>{1,2}(?!&)/;
const WRITER_OPTION = /^-[a-zA-Z]{1,3}$/;

/**
 * What a command is given on its standard input: `echo X | docker login --password-stdin`, `printf '%s' X | …`,
 * `… <<< X`; and what is written to a file that is called for a secret.
 */
export function findInPipeline(text: string, pipeline: readonly PipedCommand[], hold: Hold): void {
  const forms = pipeline.map(inputOf);
  /** What the next command that reads a secret takes it for. */
  let behind: ValueForm | undefined;
  for (let place = pipeline.length - 1; place >= 0; place--) {
    const words = pipeline[place]?.words ?? [];
    const written = behind ?? (isSecretFile(targetOf(words)) ? "whole" : undefined);
    const from = pipeline[place]?.reader.writesFrom ?? 0;
    if (written !== undefined) for (const word of writtenBy(text, words, from)) hold(written, word);
    behind = forms[place] ?? behind;
    if (behind === undefined) continue;
    for (const word of hereStrings(text, words)) hold(behind, word);
    const end = words.map((word) => HERE_DOCUMENT.exec(word.text)?.[2]).find((each) => each !== undefined);
    const document = end === undefined ? undefined : documentOf(text, words, end);
    if (document !== undefined) hold(behind, document);
  }
}

function inputOf({ words, reader }: PipedCommand): ValueForm | undefined {
  if (reader.input !== undefined) return reader.input;
  if (isSecretFile(targetOf(words))) return "whole";
  return reader.name === "tee" && words.slice(1).some(({ text }) => isSecretFile(text)) ? "whole" : undefined;
}

/** The file that a command writes to, or nothing. */
export function targetOf(words: readonly ScriptWord[]): string {
  const place = words.findIndex(({ text }) => REDIRECTION.test(text));
  if (place < 0) return "";
  const target = (words[place]?.text ?? "").replace(REDIRECTION, "");
  return target === "" ? (words[place + 1]?.text ?? "") : target;
}

function hereStrings(text: string, words: readonly ScriptWord[]): ScriptWord[] {
  return words.flatMap((word, place) => {
    if (!word.text.startsWith(HERE_STRING)) return [];
    if (word.text === HERE_STRING) return words.slice(place + 1, place + 2);
    const from = word.start + HERE_STRING.length;
    const { start, end } = withoutQuotes(text, from, word.start + word.text.length);
    return [{ text: text.slice(start, end), start, isExpanded: text[from] !== "'" }];
  });
}

/** The lines from the next one up to one that is `end`. */
function documentOf(text: string, words: readonly ScriptWord[], end: string): ScriptWord | undefined {
  const from = words.at(-1)?.start ?? 0;
  const part = text.slice(from, from + DOCUMENT_LIMIT);
  const line = part.indexOf("\n");
  const close = part.indexOf(`\n${end}`, line);
  if (line < 0 || close === line) return undefined;
  const inside = part.slice(line + 1, close < 0 ? undefined : close);
  return { text: inside, start: from + line + 1, isExpanded: true };
}

/** What echo and printf write; PowerShell writes a text that stands alone. */
function writtenBy(text: string, words: readonly ScriptWord[], from: number): ScriptWord[] {
  if (from === 0) {
    const isAlone = words.length === 1 || (words.length === 3 && words[1]?.text === "=");
    return isAlone ? words.slice(-1).filter(({ start }) => /["']/.test(text[start - 1] ?? "")) : [];
  }
  const end = words.findIndex((word) => REDIRECTION.test(word.text));
  const written = words
    .slice(from, end < 0 ? undefined : end)
    .filter((word, place) => place > 0 || !WRITER_OPTION.test(word.text));
  const isFormat = written.length > 1 && written[0]?.text.includes("%");
  return withoutTemplates(isFormat ? written.slice(1) : written);
}

/** Without `${{ secrets.X }}`, which a workflow puts a value in the place of, and which has spaces. */
function withoutTemplates(words: readonly ScriptWord[]): ScriptWord[] {
  let isOpen = false;
  return words.filter(({ text }) => {
    const isOfTemplate = isOpen || text.includes("${{");
    isOpen = isOfTemplate && !text.includes("}}");
    return !isOfTemplate;
  });
}
