/**
 * How a value holds a secret.
 * - whole: it is one; of openssl behind `pass:`, while `file:PATH` is none
 * - a sign: behind the first of it, as of `user:password`; of `@` what is between that and the last of it
 * - header: it is a line of HTTP
 * - cookie: it is one where it is `name=value`, else the path of a file
 * - name: it is the name of what comes next
 * - substitution: it is one of sed's, which can put a secret in the place of its name
 * - prose: people wrote it for people
 * - setting: it is `name=value`, of which the value is one, but for a plain word
 * - none: it is none, whatever it is called
 * - flag: there is none
 */
export type ValueForm =
  | "whole"
  | ":"
  | "%"
  | ","
  | "="
  | "/"
  | "@"
  | "header"
  | "cookie"
  | "name"
  | "setting"
  | "substitution"
  | "prose"
  | "none"
  | "flag";

/** What the words of a program mean that no name tells. */
export interface ProgramOptions {
  /** Only behind one of these: a word, or several that all have been there. */
  readonly verbs?: readonly string[];
  /** Only where this word stands in the command too, wherever that is. */
  readonly beside?: string;
  /** Letters whose value holds a secret. */
  readonly letters?: Readonly<Record<string, ValueForm>>;
  /** Letters with another value, which the others of a word can be. */
  readonly valued?: string;
  /** The value stands in the word of the letter or nowhere: alone, the program asks for it. */
  readonly isAttached?: true;
  /** Long options, without their hyphens. */
  readonly long?: Readonly<Record<string, ValueForm>>;
  /** What words hold that are no options, and how many of them come first that hold nothing. */
  readonly operands?: { readonly form: ValueForm; readonly from?: number };
  /** What it reads from its standard input holds a secret. */
  readonly input?: ValueForm;
  /** Behind the name of the next launcher, options are that one's. */
  readonly isLauncher?: true;
}

type Row = readonly [names: string, ...parts: readonly ProgramOptions[]];

const LOGIN: ProgramOptions = { verbs: ["login"], letters: { p: "whole" }, valued: "u" };
const CREDS: ProgramOptions = { long: { creds: ":", "src-creds": ":", "dest-creds": ":" } };
/** Names of secrets that a container gets. */
const MOUNTED: ProgramOptions = { long: { secret: "none" } };
const KEPT: ProgramOptions = { verbs: ["secret create"], input: "whole" };
const COMMIT: ProgramOptions = { letters: { m: "prose" }, valued: "CcFtu", long: { message: "prose" } };
const WITH_P: ProgramOptions = { letters: { p: "whole" }, valued: "Uuhr" };
const WITH_CAPITAL_P: ProgramOptions = { letters: { P: "whole" }, valued: "Uuhtsd" };
const PAIRS: ProgramOptions = {
  verbs: ["secrets set", "var put", "kv put", "kv patch"],
  operands: { form: "=" },
};

const ROWS: readonly Row[] = [
  [
    "curl",
    {
      letters: { u: ":", U: ":", E: ":", x: "@", H: "header", b: "cookie" },
      valued: "AcCdDeFhKmoPQrTtwXyYz",
      long: {
        user: ":",
        "proxy-user": ":",
        cert: ":",
        "proxy-cert": ":",
        proxy: "@",
        preproxy: "@",
        socks4: "@",
        socks4a: "@",
        socks5: "@",
        "socks5-hostname": "@",
        pass: "whole",
        cookie: "cookie",
      },
    },
  ],
  ["http https xh", { letters: { a: ":" } }],
  ["hey", { letters: { a: ":", H: "header", x: "@" } }],
  ["ab", { letters: { A: ":", P: ":", H: "header", C: "cookie" } }],
  ["wrk wrk2 siege bombardier vegeta", { letters: { H: "header" } }],
  // Databases
  [
    "mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mysqlpump mysqlslap mysql_upgrade mariadb mariadb-dump mariadb-admin mariadb-check mariadb-import",
    { letters: { p: "whole" }, valued: "heuPSDo", isAttached: true },
  ],
  ["mycli", { letters: { p: "whole" }, valued: "huPD" }],
  [
    "redis-cli valkey-cli keydb-cli",
    { letters: { a: "whole" }, valued: "hpunrx" },
    { verbs: ["AUTH", "auth"], operands: { form: "whole" } },
  ],
  ["mongo mongosh mongodump mongorestore mongoimport mongoexport", { letters: { p: "whole" }, valued: "u" }],
  ["cqlsh", { letters: { p: "whole" }, valued: "uk" }],
  ["cbq couchbase-cli cypher-shell", WITH_P],
  ["neo4j-admin", { verbs: ["set-initial-password"], operands: { form: "whole" } }],
  ["sqlcmd bcp osql mssql-cli tsql", { letters: { P: "whole" }, valued: "SUdQio" }],
  ["sqlpackage", { long: { tp: "whole", sp: "whole" } }],
  ["sqlplus sqlldr expdp impdp", { operands: { form: "/" } }],
  ["isql", { operands: { form: "whole", from: 2 } }],
  ["influx", { verbs: ["auth", "config"], letters: { t: "whole" } }],
  ["etcdctl", { long: { user: ":" } }],
  [
    "rabbitmqctl",
    { verbs: ["add_user", "change_password", "authenticate_user"], operands: { form: "whole", from: 1 } },
  ],
  ["rabbitmqadmin", WITH_P],
  ["mosquitto_pub mosquitto_sub mosquitto_rr", WITH_CAPITAL_P],
  [
    "ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldapcompare ldapmodrdn",
    { letters: { w: "whole" }, valued: "DHbhpsyYUXR" },
  ],
  ["ldappasswd", { letters: { w: "whole", s: "whole", a: "whole" }, valued: "DHhpyYUXR" }],
  // Machines and files of others
  ["sshpass", { letters: { p: "whole" }, valued: "fdP", isLauncher: true }],
  ["sudo", { verbs: ["-S", "-kS", "-Sk", "-nS", "-Sn", "--stdin"], input: "whole", isLauncher: true }],
  ["plink pscp psftp", { long: { pw: "whole" } }],
  ["smbclient smbget smbcacls rpcclient net", { letters: { U: "%" }, valued: "IWcp", long: { user: "%" } }],
  ["smbmap", { letters: { p: "whole" }, valued: "uHd" }],
  ["net.exe", { verbs: ["user", "use"], operands: { form: "whole", from: 1 } }],
  ["lftp", { letters: { u: ",", e: "whole" }, valued: "p" }],
  ["ncftp ncftpput ncftpget ncftpls", WITH_P],
  ["xfreerdp xfreerdp3 wlfreerdp", { long: { p: "whole" } }],
  ["rdesktop", { letters: { p: "whole" }, valued: "ud" }],
  ["ipmitool", { letters: { P: "whole" }, valued: "HUIL" }],
  [
    "snmpget snmpset snmpwalk snmpbulkwalk snmpgetnext snmptrap",
    { letters: { c: "whole", A: "whole", X: "whole" }, valued: "vlaux" },
  ],
  ["nmcli", { verbs: ["password", "wep-key", "wifi-sec.psk"], operands: { form: "whole" } }],
  ["wpa_passphrase", { operands: { form: "whole", from: 1 } }],
  ["swaks", { long: { ap: "whole", "auth-password": "whole" } }],
  ["sendemail", { long: { xp: "whole" } }],
  // Users, keys and archives
  ["useradd usermod", { letters: { p: "whole" } }],
  ["chpasswd", { input: ":" }],
  ["passwd smbpasswd vncpasswd cryptsetup ssh-add", { input: "whole" }],
  ["mkpasswd", { operands: { form: "whole" }, long: { method: "none" }, letters: { m: "none", S: "whole" } }],
  ["caddy", { long: { plaintext: "whole" } }],
  [
    "htpasswd",
    {
      verbs: ["-b", "-bc", "-cb", "-bB", "-Bb", "-bBc", "-Bbc", "-cbB"],
      operands: { form: "whole", from: 2 },
    },
    {
      verbs: ["-nb", "-bn", "-nbB", "-nbBC", "-Bbn", "-bnB", "-Bnb", "-nBb"],
      operands: { form: "whole", from: 1 },
    },
    { verbs: ["-i", "-ic", "-ni", "-in", "-Bi", "-iB"], input: "whole" },
  ],
  [
    "openssl",
    {
      long: {
        pass: "whole",
        passin: "whole",
        passout: "whole",
        k: "whole",
        K: "whole",
        hmac: "whole",
        macopt: ":",
        password: "whole",
      },
    },
    { verbs: ["passwd"], operands: { form: "whole" } },
  ],
  ["osslsigncode apksigner", { long: { pass: "whole", "ks-pass": "whole", "key-pass": "whole" } }],
  ["signtool signtool.exe", { long: { p: "whole" } }],
  ["azuresigntool", { long: { kvs: "whole", "azure-key-vault-client-secret": "whole" } }],
  [
    "security",
    {
      verbs: ["unlock-keychain", "create-keychain", "set-keychain-password", "import"],
      letters: { p: "whole", P: "whole" },
      valued: "kfto",
    },
    { verbs: ["set-key-partition-list"], letters: { k: "whole" }, valued: "SDlt" },
  ],
  ["altool", { letters: { p: "whole" }, valued: "uft" }],
  ["ssh-keygen", { letters: { N: "whole", P: "whole" }, valued: "tbfC" }],
  ["7z 7za 7zz 7zr unrar", { letters: { p: "whole" }, isAttached: true }],
  ["rar", { letters: { p: "whole" }, isAttached: true }],
  ["zip unzip", { letters: { P: "whole" } }],
  [
    "convertto-securestring",
    { operands: { form: "whole" }, long: { String: "whole", string: "whole" }, input: "whole" },
  ],
  ["setx", { operands: { form: "name" } }],
  // Registries and packages
  [
    "docker podman nerdctl",
    LOGIN,
    MOUNTED,
    KEPT,
    CREDS,
    { verbs: ["commit"], letters: { m: "prose" }, long: { message: "prose" } },
  ],
  ["buildah skopeo crane helm cosign regctl", LOGIN, CREDS],
  ["oras", LOGIN, { ...LOGIN, verbs: ["push", "pull", "copy", "attach", "discover"] }],
  ["ctr", { letters: { u: ":" } }],
  ["twine", { letters: { p: "whole" }, valued: "ur" }],
  ["poetry uv pdm", { verbs: ["publish"], letters: { p: "whole", t: "whole", P: "whole" }, valued: "ur" }],
  ["hatch", { verbs: ["publish"], letters: { a: "whole" }, valued: "ur", long: { auth: "whole" } }],
  ["conda", { verbs: ["upload"], letters: { t: "whole" } }],
  ["anaconda", { letters: { t: "whole" } }],
  ["conan", { verbs: ["user", "login"], letters: { p: "whole" }, valued: "r" }],
  ["wandb", { verbs: ["login"], operands: { form: "whole" } }],
  ["cargo snyk", { verbs: ["login", "auth"], operands: { form: "whole" }, long: { registry: "none" } }],
  [
    "dotnet",
    { verbs: ["push"], letters: { k: "whole" }, valued: "s" },
    { verbs: ["nuget add", "nuget update"], letters: { p: "whole" }, valued: "nu" },
    { verbs: ["user-secrets set"], operands: { form: "whole", from: 1 } },
  ],
  ["nuget", { verbs: ["setapikey"], operands: { form: "whole" } }],
  ["vsce ovsx", { verbs: ["publish", "login", "verify-pat"], letters: { p: "whole" }, valued: "io" }],
  ["mvn mvnw", { long: { emp: "whole", ep: "whole" } }],
  ["bundle", { verbs: ["config"], operands: { form: ":" } }],
  ["codecov codecovcli", { letters: { t: "whole" }, valued: "FfnrC" }],
  ["cloudflared", { verbs: ["service install"], operands: { form: "whole" } }],
  ["ngrok", { verbs: ["authtoken", "add-authtoken"], operands: { form: "whole" } }],
  // Clouds, and where secrets are kept
  [
    "az",
    { verbs: ["login"], letters: { p: "whole" }, valued: "utogn" },
    { verbs: ["keyvault secret set"], long: { value: "whole" } },
    { verbs: ["keys set"], long: { "key-value": "whole" } },
  ],
  [
    "aws",
    { long: { "secret-string": "whole", "secret-binary": "whole" } },
    { verbs: ["put-parameter"], beside: "SecureString", long: { value: "whole" } },
  ],
  ["gcloud", { long: { secret: "none", secrets: "none", "set-secrets": "none", "update-secrets": "none" } }],
  ["oc ibmcloud bx cf", LOGIN, { verbs: ["auth"], operands: { form: "whole", from: 1 } }],
  [
    "kubectl",
    { long: { "from-file": "none" } },
    {
      verbs: ["patch secret", "patch secrets"],
      letters: { p: "whole" },
      valued: "n",
      long: { patch: "whole" },
    },
  ],
  ["heroku", { verbs: ["config:set", "config:add"], operands: { form: "setting" } }],
  ["fly flyctl", { letters: { t: "whole" }, valued: "ac" }, PAIRS, { verbs: ["secrets import"], input: "=" }],
  ["railway", { verbs: ["variables"], long: { set: "setting" } }],
  [
    "netlify",
    { verbs: ["deploy", "link", "build"], long: { auth: "whole" } },
    { verbs: ["env:set"], operands: { form: "name" } },
  ],
  ["vercel doctl", { letters: { t: "whole" } }, { verbs: ["env add"], input: "whole" }],
  ["wrangler", { verbs: ["secret put"], input: "whole" }],
  [
    "pulumi",
    { verbs: ["config set"], beside: "--secret", operands: { form: "whole", from: 1 } },
    { long: { secret: "flag" } },
  ],
  [
    "ansible-vault",
    {
      verbs: ["encrypt_string"],
      operands: { form: "whole" },
      long: { name: "none", n: "none" },
      input: "whole",
    },
  ],
  [
    "vault bao",
    { verbs: ["login"], operands: { form: "whole" }, input: "whole" },
    { verbs: ["operator unseal", "unseal"], operands: { form: "whole" } },
    PAIRS,
  ],
  ["nomad consul", PAIRS],
  [
    "bw",
    { verbs: ["unlock"], operands: { form: "whole" } },
    { verbs: ["login"], operands: { form: "whole", from: 1 } },
    { long: { session: "whole" } },
  ],
  [
    "doppler",
    { verbs: ["run", "secrets", "setup"], letters: { t: "whole" }, valued: "pc" },
    PAIRS,
    { verbs: ["secrets set"], operands: { form: "name" } },
  ],
  ["chamber", { verbs: ["write"], operands: { form: "whole", from: 2 } }],
  [
    "mc mcli",
    { verbs: ["alias set"], operands: { form: "whole", from: 3 } },
    { verbs: ["config host add"], operands: { form: "whole", from: 3 } },
  ],
  // What people write, and what looks through it
  [
    "gh",
    {
      verbs: ["secret set"],
      letters: { b: "whole" },
      valued: "Rore",
      long: { body: "whole" },
      input: "whole",
    },
    {
      verbs: ["pr", "issue", "release", "variable"],
      letters: { b: "prose", t: "prose", n: "prose" },
      long: { body: "prose", title: "prose", notes: "prose" },
    },
  ],
  [
    "glab",
    { verbs: ["auth login"], letters: { t: "whole" } },
    {
      verbs: ["variable set", "variable update"],
      letters: { v: "whole" },
      long: { value: "whole" },
      operands: { form: "whole", from: 1 },
    },
    {
      verbs: ["mr", "issue", "release"],
      letters: { d: "prose", t: "prose", m: "prose" },
      long: { description: "prose", title: "prose", notes: "prose" },
    },
  ],
  [
    "git",
    { ...COMMIT, verbs: ["commit", "tag", "merge", "notes", "stash", "revert"] },
    { long: { grep: "prose" } },
  ],
  ["hg svn jj bzr", { ...COMMIT, verbs: ["commit", "ci", "describe", "import"] }],
  [
    "grep egrep fgrep zgrep rg ag ack awk gawk",
    { operands: { form: "prose" }, letters: { e: "prose" }, valued: "ABCmf" },
  ],
  ["sed gsed perl", { operands: { form: "substitution" }, letters: { e: "substitution" }, valued: "f" }],
  ["jest vitest", { letters: { t: "prose" } }],
  ["jq gojq", { long: { arg: "name", argjson: "name" } }],
  ["read", { letters: { p: "prose" }, valued: "dinNtu" }],
];

/** By the names of the programs' files, in small letters. */
export const PROGRAMS: ReadonlyMap<string, readonly ProgramOptions[]> = new Map(
  ROWS.flatMap(([names, ...parts]) => names.split(" ").map((name) => [name, parts] as const)),
);

/** Programs that are one wherever their name stands: what PowerShell assigns begins with no program. */
export const ANYWHERE: ReadonlySet<string> = new Set(["convertto-securestring"]);

/** Long options of any program whose name says no secret. */
export const LONG_OPTIONS: ReadonlyMap<string, ValueForm> = new Map<string, ValueForm>([
  ["header", "header"],
  ["proxy-header", "header"],
  ["http-header", "header"],
  ["add-header", "header"],
  ["authorization", "header"],
  ["from-literal", "="],
  ["basic-auth", ":"],
  ["userpass", ":"],
  ["userpwd", ":"],
  // What people write, and what looks through it
  ["message", "prose"],
  ["title", "prose"],
  ["description", "prose"],
  ["notes", "prose"],
  ["test-name-pattern", "prose"],
  ["testNamePattern", "prose"],
]);

/** Shells: the word behind their `-c` is a script. */
export const SHELLS: ReadonlySet<string> = new Set([
  "ash",
  "bash",
  "busybox",
  "dash",
  "fish",
  "ksh",
  "powershell",
  "pwsh",
  "sh",
  "zsh",
]);

/** Programs that execute another one, which is named by a word behind their options. */
export const LAUNCHERS: ReadonlySet<string> = new Set([
  ...SHELLS,
  "chroot",
  "chrt",
  "cmd",
  "command",
  "docker",
  "doas",
  "env",
  "eval",
  "exec",
  "flock",
  "ionice",
  "kubectl",
  "nerdctl",
  "nice",
  "node",
  "nohup",
  "npx",
  "nsenter",
  "perl",
  "php",
  "podman",
  "python",
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
  "xcrun",
]);

/** Programs that write their arguments to their standard output. */
export const WRITERS: ReadonlySet<string> = new Set(["echo", "printf", "yes", "write-host", "write-output"]);
