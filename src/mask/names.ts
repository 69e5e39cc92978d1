/** What a name has in it, as a word or as a part of one, that may be a secret's. */
const HINT =
  /pass|pwd|pw$|secret|token|key|cred|auth|jwt|cookie|otp|pat|art-api|secret.id|login|bearer|psk|mnemonic|phrase|sas$/i;

/** Where the last word of a name is one of these, or ends with one of the second list, it is a secret's. */
const SECRET_WORDS = new Set([
  "auth",
  "bearer",
  "cookie",
  "cookies",
  "credential",
  "credentials",
  "creds",
  "jwt",
  "mnemonic",
  "otp",
  "pass",
  "pat",
  "psk",
  "pw",
  "pwd",
  "sas",
  "secrets",
  "totp",
]);
const SECRET_ENDS = [
  "password",
  "passwords",
  "passwd",
  "passphrase",
  "passcode",
  "passwort",
  "secret",
  "token",
  "apikey",
  "authkey",
  "accesskey",
  "secretkey",
  "signingkey",
  "privatekey",
  "requirepass",
  "seedphrase",
  "masterauth",
];

/** A last word that is one of these and `pass`: others are `compass` and `bypass`. */
const PASS_OWNERS = /^(?:admin|bind|cert|db|ftp|key|ldap|mail|my|pg|root|smtp|sql|ssh|store|trust|user)pass$/;

/** Words before a last `phrase`. */
const PHRASE_KINDS = new Set(["pass", "recovery", "secret", "seed"]);

/** Words before a last `secret` that tell where it is kept, or what is done with it: the value is its name. */
const KEPT_SECRETS = new Set(["remove", "set", "target", "update"]);
/** Of one of these the value is its name in a cluster, where it can be such a name. */
const NAMED_SECRETS = new Set(["pull", "push", "registry", "tls"]);

/** Words before a last `key`: of others, such as a key to sort by, nobody knows. */
const KEY_KINDS = new Set([
  "access",
  "account",
  "api",
  "app",
  "application",
  "auth",
  "deploy",
  "encryption",
  "license",
  "master",
  "private",
  "secret",
  "service",
  "shared",
  "functions",
  "gpg",
  "openai",
  "signing",
  "stripe",
  "ssh",
  "storage",
  "subscription",
  "unseal",
  "webhook",
]);

/** Words before a last `secret_id`, which is Vault's for a password; of other stores it is a secret's name. */
const APP_ROLE = new Set(["vault", "approle", "role", "bao"]);

/** A name that begins so asks for something, or says what is done: its value is no secret. */
const ASKING = new Set([
  "allow",
  "ask",
  "check",
  "create",
  "disable",
  "enable",
  "forget",
  "get",
  "has",
  "is",
  "list",
  "max",
  "min",
  "no",
  "num",
  "prompt",
  "require",
  "rotate",
  "show",
  "skip",
  "use",
  "with",
  "without",
]);

/** Whole names that are none: of the shell's working folders, and a word of every HTTP library. */
const NO_NAMES = new Set(["pwd", "oldpwd"]);

/** Words behind a secret's name that say which one it is, or how it is written: `b` and `base` of b64 and base64. */
const BEHIND = new Set(["b", "base", "dev", "development", "prod", "production", "staging", "value"]);

/** A longer name is none. */
export const NAME_LIMIT = 64;

/**
 * True for the name of something that is secret: of a flag, a variable, a member, a header or a parameter of a query. The
 * last word decides: a `password_file` is a path, `TOKEN_URL` an address and `AWS_ACCESS_KEY_ID` says whose a key is.
 */
export function isSecretName(name: string): boolean {
  if (name.length > NAME_LIMIT || !HINT.test(name)) return false;
  const given = wordsOf(name);
  const end = given.findLastIndex((word) => !BEHIND.has(word));
  const words = end < 1 ? given : given.slice(0, end + 1);
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  if (NO_NAMES.has(name.toLowerCase()) && name === name.toUpperCase()) return false;
  if (words.length > 1 && ASKING.has(words[0] ?? "")) return false;
  // A chart is told in which secret, and by which key, it finds one; a password that exists is one.
  if (words.includes("existing") && words.some((word) => /secrets?$|^key$/.test(word))) return false;
  if (last === "key" && KEY_KINDS.has(before)) return true;
  if (last === "phrase" && PHRASE_KINDS.has(before)) return true;
  if (/^secrets?$/.test(last) && KEPT_SECRETS.has(before)) return false;
  if (words.join("-") === "x-jfrog-art-api") return true;
  if (last === "id" && before === "secret" && APP_ROLE.has(words.at(-3) ?? "")) return true;
  // Of git, which key it is.
  if (last === "signingkey" && before === "user") return false;
  if (last === "login" && before.endsWith("sonar")) return true;
  return SECRET_WORDS.has(last) || PASS_OWNERS.test(last) || SECRET_ENDS.some((end) => last.endsWith(end));
}

/** True for the name of a secret whose value is most often what the secret is called: `imagePullSecret`. */
export function isNamedSecret(name: string): boolean {
  if (!/secrets?$/i.test(name)) return false;
  return NAMED_SECRETS.has(wordsOf(name).at(-2) ?? "");
}

/** The shortest end of such a name that says enough. */
const NAME_END_SIZE = 4;

/** True for what can be the end of a secret's name whose beginning is cut off: `…ssword`. */
export function isEndOfSecretName(end: string): boolean {
  const last = wordsOf(end).at(-1) ?? "";
  return (
    isSecretName(end) || (last.length >= NAME_END_SIZE && SECRET_ENDS.some((name) => name.endsWith(last)))
  );
}

/** Of a file that is called for what it holds, without what is before and behind its name. */
const FILE_NAME = /^(?:.*\/)?\.?([^/]*?)(?:\.(?:txt|key|pem|secret|dat))?$/;
const KEY_FILE = /(?:^|\/)(?:id_(?:rsa|ed25519|ecdsa|dsa)|[^/]*\.(?:pem|key))$/;

/** True where what is written to a file of this path is a secret. */
export function isSecretFile(path: string): boolean {
  return path.length < 256 && (KEY_FILE.test(path) || isSecretName(FILE_NAME.exec(path)?.[1] ?? ""));
}

/** True where the value of such a name is rather the path of a file, if it looks like one. */
export function isKeyName(name: string): boolean {
  return /(?:key|credentials?|creds|cookies?|jwt)$/i.test(name);
}

/** The words of a name in small letters, without numbers behind them: `npmAuthToken`, `DB_PASSWORD2`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/\d+$/, ""))
    .filter((word) => word !== "");
}
