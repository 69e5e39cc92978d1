import type { ValueForm } from "./program-options.ts";
import { type Secrets, SecretsOfPart } from "./spans.ts";
import { findInEdit, findInSubstitutions } from "./substitution.ts";
import { findInText } from "./text.ts";
import { addValue, isCredential } from "./value.ts";

/** What a secret is read from, for openssl; and the first of the members by which docker's `--secret` names one. */
const SOURCE = /^(?:(?:env|file|fd):|(?:stdin|env|file)$|(?:id|type|source|src|env)=)/;
/** A scheme is shorter than what is a secret of `--auth`. */
const AUTH_SIZE = 12;
/** A setting that says no secret, where its name says none. */
const PLAIN = /^(?:[a-z]{1,14}|\d{1,6})$/;

/** A part of a word that holds something, in one of the forms. */
export interface HeldPart {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A shell puts the values of variables into it. */
  readonly isExpanded: boolean;
  /** Of the option that it is of; empty where a table says what it holds. */
  readonly name: string;
}

/** Takes a part of a word for what its form says. Of `name` and `flag` nothing is in the word itself. */
export function addHeld(form: ValueForm, part: HeldPart, secrets: Secrets): void {
  const { text, start, end, isExpanded, name } = part;
  const value = text.slice(start, end);
  const add = (from: number, to = end): void => {
    addValue(text, from, to, isExpanded, name, secrets);
  };
  switch (form) {
    case "header":
      findInHeader(value, name, isExpanded, new SecretsOfPart(secrets, start));
      return;
    case "cookie":
      if (value.includes("=")) add(start);
      return;
    case "substitution":
      findInSubstitutions(value, isExpanded, new SecretsOfPart(secrets, start));
      secrets.addProse(start, end);
      return;
    case "edit":
      findInEdit(value, isExpanded, new SecretsOfPart(secrets, start));
      return;
    case "prose":
      secrets.addProse(start, end);
      return;
    case "pattern":
      secrets.addPattern(start, end);
      return;
    case "body":
      if (!value.startsWith("@"))
        findInText(value, isExpanded ? "script" : "data", new SecretsOfPart(secrets, start));
      return;
    case "none":
      secrets.addNamed(0, end);
      return;
    case "name":
    case "flag":
    case "script":
      return;
    case "setting": {
      const from = start + value.indexOf("=") + 1;
      if (from > start && !PLAIN.test(text.slice(from, end))) add(from);
      return;
    }
    case "@": {
      const at = value.lastIndexOf("@");
      const colon = value.indexOf(":");
      if (colon >= 0 && colon < at && !value.includes("://")) add(start + colon + 1, start + at);
      return;
    }
    case "/": {
      const sign = value.indexOf("/");
      const at = value.lastIndexOf("@");
      if (sign > 0) add(start + sign + 1, at > sign ? start + at : end);
      return;
    }
    case "whole":
      if (SOURCE.test(value) || (/^auth$/i.test(name) && value.length < AUTH_SIZE && !isCredential(value)))
        return;
      add(value.startsWith("pass:") && (name === "" || /pass/.test(name)) ? start + 5 : start);
      return;
    default: {
      if (value.includes("://")) return;
      const sign = value.indexOf(form);
      // A token can be a user that has no password.
      if (sign === value.length - 1 && sign >= AUTH_SIZE)
        secrets.add(start, start + sign, value.slice(0, -1));
      else if (sign >= 0) add(start + sign + 1);
    }
  }
}

/** `--header "Authorization: Bearer X"`, and `--authorization "Bearer X"`. */
function findInHeader(value: string, name: string, isExpanded: boolean, secrets: Secrets): void {
  if (!/authorization$/i.test(name)) {
    findInText(value, isExpanded ? "script" : "data", secrets);
    return;
  }
  const scheme = /^(?:bearer|basic|token)[ \t]+/i.exec(value)?.[0].length ?? 0;
  addValue(value, scheme, value.length, isExpanded, name, secrets);
}
