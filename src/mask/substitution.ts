import { isSecretName } from "./names.ts";
import type { Secrets } from "./spans.ts";
import { addValue, isCredential } from "./value.ts";

/** `s`, and the sign between its parts. */
const BEGIN = /(?<=^|[\s;{/\d$])s([/|#,@!:~%+])/g;
const PART_LIMIT = 512;

/** `s/API_KEY/X/`, where X looks like a secret, and `s/__API_KEY__/X/` whatever it looks like: what sed puts for a name. */
export function findInSubstitutions(text: string, isExpanded: boolean, secrets: Secrets): void {
  BEGIN.lastIndex = 0;
  for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
    const sign = begin[1] ?? "";
    const from = BEGIN.lastIndex;
    const middle = partEnd(text, from, sign);
    const end = middle === undefined ? undefined : (partEnd(text, middle + 1, sign) ?? text.length);
    if (middle === undefined || end === undefined) continue;
    const left = text.slice(from, middle);
    const name = left.replaceAll(/^[\W_]+|[\W_]+$/g, "");
    const right = text.slice(middle + 1, end);
    const isSecret = isSecretName(name) && !right.includes(name);
    if (isSecret && (left !== name || isCredential(right)))
      addValue(text, middle + 1, end, isExpanded, "", secrets);
    BEGIN.lastIndex = end;
  }
}

function partEnd(text: string, from: number, sign: string): number | undefined {
  const size = text.slice(from, from + PART_LIMIT).indexOf(sign);
  return size < 0 ? undefined : from + size;
}
