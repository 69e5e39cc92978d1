/** A JSON object that somebody else wrote: its members can be anything. */
export type Json = { readonly [key: string]: unknown };

/**
 * Lists and objects inside each other. What Runwarden and systemd-resolved write has six at most; whoever goes through
 * a value with a function that calls itself, as JSON.stringify does, needs an end.
 */
const NESTING_LIMIT = 32;

/** The object that a text is; undefined for other text, and for one that is nested too deep. */
export function parseObject(text: string): Json | undefined {
  if (isNestedTooDeep(text)) return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isInString) {
      if (character === "\\") at++;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "[" || character === "{") {
      if (++depth > NESTING_LIMIT) return true;
    } else if (character === "]" || character === "}") depth--;
  }
  return false;
}

/** True for an object that is no list. */
export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value where it is an object, and no list. */
export function asObject(value: unknown): Json | undefined {
  return isObject(value) ? value : undefined;
}

/** The value where it is a string, else an empty one. */
export function asString(value: unknown): string {
  return typeof value === "string" ? value : "";
}
