/**
 * How a value holds a secret.
 * - whole: it is one; of openssl behind `pass:`, while `file:PATH` is none
 * - a sign: behind the first of it, as of `user:password`
 * - header: it is a line of HTTP
 * - cookie: it is one where it is `name=value`, else the path of a file
 */
export type ValueForm = "whole" | ":" | "%" | "," | "=" | "header" | "cookie";

/** What the options of a program mean that no name tells. */
export interface ProgramOptions {
  /** Letters whose value holds a secret. */
  readonly letters?: Readonly<Record<string, ValueForm>>;
  /** Letters with another value, which the others of a word can be. */
  readonly valued?: string;
  /** The value stands in the word of the letter or nowhere: alone, the program asks for it. */
  readonly isAttached?: true;
  /** Only behind one of these words. */
  readonly verbs?: readonly string[];
  /** Behind the name of the next launcher, options are that one's. */
  readonly isLauncher?: true;
  /** Long options, without their hyphens. */
  readonly long?: Readonly<Record<string, ValueForm>>;
  /** Behind these each word that is no option is a secret. */
  readonly isBare?: true;
}

const MYSQL: ProgramOptions = { letters: { p: "whole" }, valued: "heuPSDo", isAttached: true };
const ARCHIVER: ProgramOptions = { letters: { p: "whole" }, isAttached: true };
const LDAP: ProgramOptions = { letters: { w: "whole" }, valued: "DHbhpsyYUXR" };
const MONGO: ProgramOptions = { letters: { p: "whole" }, valued: "u" };
const REGISTRY: ProgramOptions = { letters: { p: "whole" }, valued: "u", verbs: ["login"] };
const OPENSSL: ProgramOptions = {
  long: {
    pass: "whole",
    passin: "whole",
    passout: "whole",
    k: "whole",
    K: "whole",
    hmac: "whole",
    macopt: ":",
  },
};
const SQL_SERVER: ProgramOptions = { letters: { P: "whole" }, valued: "SUdQio" };

/** By the names of the programs' files. */
export const PROGRAMS: ReadonlyMap<string, ProgramOptions> = new Map<string, ProgramOptions>([
  [
    "curl",
    {
      letters: { u: ":", U: ":", H: "header", b: "cookie" },
      valued: "AcCdDeEFhKmoPQrTtwxXyYz",
      long: { user: ":", "proxy-user": ":", pass: "whole", cookie: "cookie" },
    },
  ],
  ["mysql", MYSQL],
  ["mysqldump", MYSQL],
  ["mysqladmin", MYSQL],
  ["mysqlimport", MYSQL],
  ["mysqlshow", MYSQL],
  ["mysqlcheck", MYSQL],
  ["mariadb", MYSQL],
  ["mariadb-dump", MYSQL],
  ["mariadb-admin", MYSQL],
  ["sshpass", { letters: { p: "whole" }, valued: "fdP", isLauncher: true }],
  ["docker", REGISTRY],
  ["podman", REGISTRY],
  ["nerdctl", REGISTRY],
  ["buildah", REGISTRY],
  ["skopeo", REGISTRY],
  ["crane", REGISTRY],
  ["oras", REGISTRY],
  ["helm", REGISTRY],
  ["cosign", REGISTRY],
  ["regctl", REGISTRY],
  ["ctr", { letters: { u: ":" } }],
  ["az", { letters: { p: "whole" }, valued: "utogn", verbs: ["login"] }],
  ["oc", { letters: { p: "whole" }, valued: "un", verbs: ["login"] }],
  ["redis-cli", { letters: { a: "whole" }, valued: "hpunrx" }],
  ["mongo", MONGO],
  ["mongosh", MONGO],
  ["mongodump", MONGO],
  ["mongorestore", MONGO],
  ["mongoimport", MONGO],
  ["mongoexport", MONGO],
  ["cqlsh", { letters: { p: "whole" }, valued: "uk" }],
  ["ldapsearch", LDAP],
  ["ldapmodify", LDAP],
  ["ldapadd", LDAP],
  ["ldapwhoami", LDAP],
  ["smbclient", { letters: { U: "%" }, valued: "IWcp" }],
  ["lftp", { letters: { u: "," }, valued: "pe" }],
  ["http", { letters: { a: ":" } }],
  ["https", { letters: { a: ":" } }],
  ["openssl", OPENSSL],
  ["7z", ARCHIVER],
  ["7za", ARCHIVER],
  ["7zz", ARCHIVER],
  ["7zr", ARCHIVER],
  ["unrar", ARCHIVER],
  ["rar", ARCHIVER],
  ["zip", { letters: { P: "whole" } }],
  ["unzip", { letters: { P: "whole" } }],
  ["sqlcmd", SQL_SERVER],
  ["bcp", SQL_SERVER],
  ["twine", { letters: { p: "whole" }, valued: "ur" }],
  ["poetry", { letters: { p: "whole" }, valued: "ur", verbs: ["publish"] }],
  ["uv", { letters: { p: "whole", t: "whole" }, valued: "u", verbs: ["publish"] }],
  ["vercel", { letters: { t: "whole" } }],
  ["fly", { letters: { t: "whole" } }],
  ["flyctl", { letters: { t: "whole" } }],
  ["doctl", { letters: { t: "whole" } }],
  ["aws", { long: { "secret-string": "whole" } }],
  ["ssh-keygen", { letters: { N: "whole", P: "whole" }, valued: "tbfC" }],
  ["useradd", { letters: { p: "whole" } }],
  ["usermod", { letters: { p: "whole" } }],
  ["dotnet", { letters: { k: "whole" }, valued: "s", verbs: ["push"] }],
  ["gh", { letters: { b: "whole" }, verbs: ["secret"], long: { body: "whole" } }],
  ["codecov", { letters: { t: "whole" }, valued: "FfnrC" }],
  ["cargo", { verbs: ["login"], isBare: true }],
  ["vault", { verbs: ["login"], isBare: true }],
  ["snyk", { verbs: ["auth"], isBare: true }],
  ["ngrok", { verbs: ["authtoken", "add-authtoken"], isBare: true }],
]);

/** Long options of any program whose name says no secret. */
export const LONG_OPTIONS: ReadonlyMap<string, ValueForm> = new Map<string, ValueForm>([
  ["header", "header"],
  ["proxy-header", "header"],
  ["add-header", "header"],
  ["from-literal", "="],
]);

/** Shells: the word behind their `-c` is a script. */
export const SHELLS: ReadonlySet<string> = new Set([
  "ash",
  "bash",
  "busybox",
  "dash",
  "fish",
  "ksh",
  "sh",
  "zsh",
]);

/** Programs that execute another one, which is named by a word behind their options. */
export const LAUNCHERS: ReadonlySet<string> = new Set([
  ...SHELLS,
  "chroot",
  "chrt",
  "command",
  "docker",
  "doas",
  "env",
  "exec",
  "flock",
  "ionice",
  "kubectl",
  "nerdctl",
  "nice",
  "node",
  "nohup",
  "nsenter",
  "perl",
  "php",
  "podman",
  "python",
  "python3",
  "ruby",
  "runuser",
  "script",
  "setpriv",
  "setsid",
  "ssh",
  "sshpass",
  "stdbuf",
  "su",
  "sudo",
  "time",
  "timeout",
  "unshare",
  "watch",
  "xargs",
]);
