import { secretsOfArguments, secretsOfScript } from "./command.ts";
import { MASK, type SecretPart, Secrets, withFill, withMasks } from "./spans.ts";
import { findInText, mayHaveSecrets } from "./text.ts";

const MASKED_TO_END = /\*\*\*…?$/;

const NONE: readonly SecretPart[] = [];

/** Stands where something is cut off. */
const CUT = "…";

/** What an option's name can begin with that is a secret's. */
const SECRET_START = /^--?(?:[\w-]*-)?(?:pass|pwd|token|secret|auth|api|key|cred)?[\w-]{0,16}…$/i;
/** The rest of a word that is cut, and is no path, no option and no word of a language. */
const CUT_TOKEN = /^…(?=.*\d)(?=.*[A-Za-z])[\w+=.~-]{8,}…?$/;
/** A name with a version, or of a file. */
const FILE_OR_VERSION = /\.[A-Za-z]{1,5}$|\d\.\d/;

/** Of a known secret, so much at a cut tells that it is a part of it; more than this is not compared. */
const PART_LIMIT = 256;

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
   * The same where some are missing in front of the one at `gap`, which can be the rest of any. It is masked where what
   * stands in front of the gap is a secret up to its end, or can be the name of one, and where it looks like a token.
   */
  cutArguments(args: readonly string[], gap: number): readonly string[] {
    const masked = this.arguments(args);
    const before = masked[gap - 1];
    const after = args[gap];
    if (after === undefined || after === CUT) return masked;
    const isOfSecret = before !== undefined && before !== args[gap - 1] && MASKED_TO_END.test(before);
    const isNamed = before !== undefined && SECRET_START.test(before) && !after.includes("/");
    const isToken = CUT_TOKEN.test(after) && !FILE_OR_VERSION.test(after);
    if (!isOfSecret && !(after.startsWith(CUT) && (isNamed || isToken))) return masked;
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
    for (const known of this.#known) addCut(raw, known, secrets);
    return secrets.spans.length === 0 ? spans : [...spans, ...secrets.spans];
  }
}

/** Finds the beginning of a secret where a text is cut at its end, and the end of one where it is cut at its beginning. */
function addCut(text: string, known: string, secrets: Secrets): void {
  const limit = Math.min(known.length - 1, text.length - 1, PART_LIMIT);
  if (text.endsWith(CUT)) {
    const end = text.length - CUT.length;
    for (let size = limit; size >= KNOWN_SIZE; size--) {
      if (!text.endsWith(known.slice(0, size) + CUT)) continue;
      secrets.add(end - size, end, "");
      break;
    }
  }
  if (text.startsWith(CUT)) {
    for (let size = limit; size >= KNOWN_SIZE; size--) {
      if (!text.startsWith(known.slice(-size), CUT.length)) continue;
      secrets.add(CUT.length, CUT.length + size, "");
      break;
    }
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
