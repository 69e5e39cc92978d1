import { isSecretName } from "./names.ts";

/** Words behind which a program is told its settings: a key, and what it holds. */
export const SETTERS: ReadonlySet<string> = new Set(["set", "config", "env:set"]);

/** Settings of package managers that are for a registry: all that follows signs in there. */
export const SIGN_IN_KEY = /^(?:http-basic|github-oauth|gitlab-(?:token|oauth)|bearer|pypi-token)\./;

/** What is done to settings, and is none: `kubectl config set-credentials NAME`. */
const VERB = /^(?:un)?set-/;

/** True for the key of a secret setting: `//registry.example/:_authToken`, `aws_secret_access_key`. */
export function isSecretKey(word: string): boolean {
  // npm has the key behind the registry that it is for.
  const key = word.includes("=") ? "" : word.slice(word.lastIndexOf(":") + 1);
  return !VERB.test(word) && isSecretName(key);
}
