import { isKeyName, isNamedSecret } from "./names.ts";
import type { Secrets } from "./spans.ts";

/** Values that say nothing, whatever is called so: the last are types, and what stands where a value is still missing. */
const NOTHING =
  /^(?:true|false|yes|no|on|off|null|none|nil|undefined|\d{1,3}|read|write|string|str|number|bool|boolean|any|object|redacted|%[sqv](?:\\n)?|<[\w -]*>|-|\*\*\*|…|)$/i;
/** What a shell puts something else in the place of, or a workflow does. */
const REFERENCE = /^(?:\$(?:[({\w@*#?]|$)|`|%[A-Za-z_]+%$)/;
/** Behind it stands what a variable is taken for that has no value. */
const DEFAULT = /^\$\{\w{1,64}:?[-=]/;
/** What a workflow, or a template, puts something else in the place of, wherever it stands. */
const TEMPLATE = /^\$?\{\{/;
const FILE_START = /^(?:\.{1,2}|~|)\/./;
const FILE_END = /\.(?:pem|key|crt|json|txt|p12|pfx|jks|pub)$/;
const FILE_NAME = /^[\w@.~-]*$/;
/** A longer name that has none of these signs can be a part of a key. */
const NAME_SIZE = 20;
const NAME_SIGN = /[._-]/;

/**
 * What a program computes, in the languages that are run from a command line: `os.environ["X"]`, `process.env.X`,
 * `getpass.getpass()`, `Get-Content f`, `$env:X`.
 */
const EXPRESSION =
  /^(?:(?:await |new )?(?:[A-Za-z_]\w{0,40}\.){1,4}[A-Za-z_]\w{0,40}[([]|(?:require|getenv|input|getpass|atob|ENV|String|HTTP\w{1,20}Auth)[([]|process\.env\.|import\.meta\.env\.|\$env:|(?:Get|Read|ConvertTo|ConvertFrom|Import|Select|Join)-[A-Z][a-z])/;
const EXPRESSION_SIZE = 256;

/** Ways to sign in: what `--auth` can say that is no secret. */
const AUTH_WAY =
  /^(?:basic|bearer|digest|ntlm|negotiate|kerberos|oauth2?|oidc|token|password|anonymous|iam|ldap|saml|github|gitlab|legacy|web|always|required|optional)$/i;
/** Of Erlang's OTP. */
const VERSION = /^v?\d{1,4}(?:\.\d{1,6}){1,3}(?:-[\w.]{1,20})?$/;
/** What an object of Kubernetes can be called, such as a secret. */
const OBJECT_NAME = /^[a-z][a-z\d-]{0,61}[a-z\d]?(?:[./][a-z\d.-]{1,62})?$/;

/**
 * Takes a value for a secret, but for what only looks like one. `isExpanded`: in it a variable is none. False where it is
 * what a program computes, in which other secrets can stand.
 */
export function addValue(
  text: string,
  start: number,
  end: number,
  isExpanded: boolean,
  name: string,
  secrets: Secrets,
): boolean {
  const value = text.slice(start, end);
  if (isExpanded && REFERENCE.test(value)) {
    // `PASSWORD=${PASSWORD:-X}`
    const begin = DEFAULT.exec(value)?.[0].length ?? value.length;
    const close = value.indexOf("}", begin);
    if (close > begin && !REFERENCE.test(value.slice(begin, close)))
      addLiteral(text, start + begin, start + close, name, secrets);
    return true;
  }
  // `auth=(user, password)`
  if (/auth$/i.test(name) && value.startsWith("(")) return false;
  // A name with a sign right behind it is assigned to; the value of an option is a word of its own.
  if (start > 1 && !isPlain(value, name) && isExpression(text.slice(start, start + EXPRESSION_SIZE)))
    return false;
  addLiteral(text, start, end, name, secrets);
  return true;
}

/** Takes a value for a secret where nothing is computed or put into it, such as in the body of a request. */
export function addLiteral(text: string, start: number, end: number, name: string, secrets: Secrets): void {
  const value = text.slice(start, end);
  if (!isPlain(value, name)) secrets.add(start, end, value);
}

/** True for a value that is no secret for all its name. */
function isPlain(value: string, name: string): boolean {
  return (
    NOTHING.test(value) ||
    TEMPLATE.test(value) ||
    (isKeyName(name) && isFile(value)) ||
    (/^pwd$/i.test(name) && value.startsWith("/")) ||
    (/auth$/i.test(name) && AUTH_WAY.test(value)) ||
    (/otp$/i.test(name) && VERSION.test(value)) ||
    (isNamedSecret(name) && (isFile(value) || OBJECT_NAME.test(value)))
  );
}

/** True where a text begins with what a program computes. What goes on right behind its bracket is none. */
function isExpression(text: string): boolean {
  const begin = EXPRESSION.exec(text)?.[0];
  if (begin === undefined) return false;
  if (!/[([]$/.test(begin)) return true;
  const close = text.indexOf(begin.endsWith("[") ? "]" : ")", begin.length);
  return close < 0 || !/\w/.test(text[close + 1] ?? "");
}

/** True for what is the path of a file, and no key in base64, which can begin with a slash too. */
function isFile(value: string): boolean {
  const names = value.split("/");
  const isPath = FILE_END.test(value) || (FILE_START.test(value) && names.length > 2);
  return (
    isPath &&
    names.every((name) => FILE_NAME.test(name) && (name.length <= NAME_SIZE || NAME_SIGN.test(name)))
  );
}

/** The shortest value that is taken for a secret where it stands in what people wrote. */
const CREDENTIAL_SIZE = 6;

/** True for what is no word of a language: it has digits among letters, or the signs of base64 and of parameters. */
export function isCredential(value: string): boolean {
  return value.length >= CREDENTIAL_SIZE && /[A-Za-z]/.test(value) && /[\d=]/.test(value);
}

const SCHEME = /(?:bearer|basic|token|digest|negotiate|ntlm|apikey|aws4-hmac-sha256|hawk)[ \t]+/iy;

/** How much at a place says how one signs in over HTTP, and is no secret itself. */
export function schemeSize(text: string, at: number): number {
  SCHEME.lastIndex = at;
  return SCHEME.exec(text)?.[0].length ?? 0;
}
