import { secretsOfArguments, secretsOfScript } from "./command.ts";
import { MASK, type SecretPart, Secrets, withFill, withMasks } from "./spans.ts";
import { findInText, mayHaveSecrets } from "./text.ts";

const MASKED_TO_END = /\*\*\*…?$/;

const NONE: readonly SecretPart[] = [];

/** A secret that is shorter is a word like others. */
const KNOWN_SIZE = 4;

/**
 * Masks secrets in what is shown and uploaded, never in what rules see. It finds them by what stands around them, and by
 * how tokens begin; a secret that stands alone, and looks like any other word, is not found. What has none is given back
 * as the same string.
 */
export class Masker {
  readonly #known: readonly string[];

  /** `known` are secrets that are to be masked wherever they stand. */
  constructor(known: readonly string[] = []) {
    const long = known.filter(({ length }) => length >= KNOWN_SIZE);
    this.#known = [...new Set([...long, ...long.flatMap(encodedForms)])];
  }

  /** A path, a name, an address: text that no shell has read. */
  text(raw: string): string {
    return withMasks(raw, this.#withKnown(raw, spansInText(raw, "argument")));
  }

  /** What a shell reads: the first line of a step. */
  script(raw: string): string {
    return withMasks(raw, this.#withKnown(raw, secretsOfScript(raw)));
  }

  /** The arguments of a program, the first of which is its name; the same list where they have none. */
  arguments(args: readonly string[]): readonly string[] {
    const found = secretsOfArguments(args);
    const masked = args.map((raw, index) => withMasks(raw, this.#withKnown(raw, found[index] ?? [])));
    return masked.every((text, index) => text === args[index]) ? args : masked;
  }

  /**
   * The same where some are missing in front of the one at `gap`, which can be the rest of any: where a secret goes up to
   * the gap, it is of that.
   */
  cutArguments(args: readonly string[], gap: number): readonly string[] {
    const masked = this.arguments(args);
    const before = masked[gap - 1];
    const isOfSecret = before !== args[gap - 1] && before !== undefined && MASKED_TO_END.test(before);
    if (!isOfSecret || gap >= args.length) return masked;
    return masked.map((text, index) => (index === gap ? MASK : text));
  }

  /** Bytes, one character each, as a connection or a message has them; as many as before. */
  bytes(latin1: string): string {
    return withFill(latin1, this.#withKnown(latin1, spansInText(latin1, "data")));
  }

  #withKnown(raw: string, spans: readonly SecretPart[]): readonly SecretPart[] {
    if (this.#known.length === 0) return spans;
    const secrets = new Secrets();
    secrets.addEach(raw, this.#known);
    return secrets.spans.length === 0 ? spans : [...spans, ...secrets.spans];
  }
}

/** The user that git is given beside a token of GitHub's, as actions/checkout writes it into a header. */
const TOKEN_USER = "x-access-token:";

/**
 * A secret as base64 has it: by itself and with that user before it, as a whole, and wherever it stands in something
 * longer. Of the last, the characters that depend on what is beside it are left out.
 */
function encodedForms(secret: string): string[] {
  const whole = [secret, TOKEN_USER + secret].map((text) => Buffer.from(text).toString("base64"));
  const inside = [0, 1, 2].map((before) => {
    const encoded = Buffer.from(" ".repeat(before) + secret).toString("base64");
    const start = Math.ceil((before * 8) / 6);
    const bits = (before + Buffer.byteLength(secret)) * 8;
    return encoded.slice(start, Math.floor(bits / 6));
  });
  return [...whole, ...inside].filter(({ length }) => length >= KNOWN_SIZE * 2);
}

function spansInText(raw: string, form: "argument" | "data"): readonly SecretPart[] {
  if (!mayHaveSecrets(raw)) return NONE;
  const secrets = new Secrets();
  findInText(raw, form, secrets);
  return secrets.spans;
}
