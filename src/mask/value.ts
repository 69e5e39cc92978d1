import { isKeyName } from "./names.ts";
import type { Secrets } from "./spans.ts";

/** Values that say nothing, whatever is called so: the last are types, and what stands where a value is still missing. */
const NOTHING =
  /^(?:true|false|yes|no|on|off|null|none|nil|undefined|\d{1,3}|read|write|string|str|number|bool|boolean|any|object|<[\w -]*>|-|\*\*\*|…|)$/i;
/** What a shell puts something else in the place of, or a workflow does. */
const REFERENCE = /^(?:\$(?:[({\w@*#?]|$)|`|%[A-Za-z_]+%$)/;
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
  /^(?:(?:await |new )?(?:[A-Za-z_]\w{0,40}\.){1,4}[A-Za-z_]\w{0,40}[([]|(?:require|getenv|input|getpass|atob|ENV|String)[([]|process\.env\.|import\.meta\.env\.|\$env:|(?:Get|Read|ConvertTo|ConvertFrom|Import|Select|Join)-[A-Z][a-z])/;
const EXPRESSION_SIZE = 256;

/** Ways to sign in: what `--auth` can say that is no secret. */
const AUTH_WAY =
  /^(?:basic|bearer|digest|ntlm|negotiate|kerberos|oauth2?|oidc|token|password|anonymous|iam|ldap|saml|github|gitlab|legacy|web|always|required|optional)$/i;
/** Of Erlang's OTP. */
const VERSION = /^v?\d{1,4}(?:\.\d{1,6}){1,3}(?:-[\w.]{1,20})?$/;

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
  if (NOTHING.test(value) || (isExpanded && REFERENCE.test(value)) || TEMPLATE.test(value)) return true;
  if (isKeyName(name) && isFile(value)) return true;
  if (/^pwd$/i.test(name) && value.startsWith("/")) return true;
  if (/auth$/i.test(name) && AUTH_WAY.test(value)) return true;
  if (/otp$/i.test(name) && VERSION.test(value)) return true;
  // A name with a sign right behind it is assigned to; the value of an option is a word of its own.
  if (start > 1 && EXPRESSION.test(text.slice(start, start + EXPRESSION_SIZE))) return false;
  secrets.add(start, end, value);
  return true;
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
