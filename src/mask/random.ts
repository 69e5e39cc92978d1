import { wordsOf } from "./names.ts";
import type { Secrets } from "./spans.ts";

/** Shorter ones can be words, versions and numbers. */
const RANDOM_SIZE = 32;
const LONGEST = 512;
/** Base64, with the signs of addresses or without; not a digest that says so. */
const BASE64 = /^(?!sha\d{1,3}-)[A-Za-z\d+/_-]{32,}={0,2}$/;
/** Letters and digits in one: what is made of words or names has more signs between them. */
const RUNS = /[A-Za-z\d]{16,}/g;
const MIXED = /^(?=.*[A-Z].*[A-Z])(?=.*[a-z].*[a-z])(?=.*\d.*\d)/;
/** Three letters of one kind and more, one behind the other. Of words these are most, of what is random a third. */
const LETTERS = /[a-z]{3,}|[A-Z]{3,}/g;
const LETTERS_SHARE = 0.55;

/** Words in names of what is random and no secret: digests, versions, keys of caches, what is public. */
const OPEN_WORDS =
  /^(?:(?:\w*sha|md|hash|digest|\w*sum|integrity|etag|commit|rev|revision|ref|cache|ids?|uuid|guid|nonce)|(?:pub|public|pubkey|cert|certificate|csr|sig|signature|tag|version|name|path|dir|file|ur[il]|host|image|build))$/;

/**
 * True for what is random beyond doubt: letters of both kinds and digits in disorder. What is hexadecimal is not taken for
 * one, however long: of a commit, a digest of an image or a file, or an id nobody can tell a key of as many digits.
 */
function looksRandom(value: string): boolean {
  if (value.length < RANDOM_SIZE || value.length > LONGEST || !BASE64.test(value)) return false;
  return (value.match(RUNS) ?? []).some(isMixed);
}

function isMixed(run: string): boolean {
  if (!MIXED.test(run)) return false;
  const inWords = (run.match(LETTERS) ?? []).reduce((size, letters) => size + letters.length, 0);
  return inWords <= run.length * LETTERS_SHARE;
}

/** Takes the value of a variable for a secret where its name says nothing, and it can be nothing but a key. */
export function addRandom(name: string, text: string, start: number, end: number, secrets: Secrets): boolean {
  const value = text.slice(start, end);
  if (!looksRandom(value)) return false;
  if (wordsOf(name).some((word) => OPEN_WORDS.test(word))) return false;
  secrets.add(start, end, value);
  return true;
}
