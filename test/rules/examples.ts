import { readFileSync } from "node:fs";

export const RULES_README = readFileSync(new URL("../../rules/README.md", import.meta.url), "utf8");

/** The examples of a language in rules/README.md, with what stands after its name. */
export function examples(language: string): { about: string; text: string }[] {
  const fences = RULES_README.matchAll(/^```(\w+) ?(\w*)\n(.*?)^```$/gms);
  return [...fences]
    .filter(([, name]) => name === language)
    .map(([, , about = "", text = ""]) => ({ about, text }));
}
