import type { ProgramOptions, ProgramRow } from "./program-options.ts";

const LOGIN: ProgramOptions = { verbs: ["login"], letters: { p: "whole" }, valued: "u" };
const CREDS: ProgramOptions = { long: { creds: ":", "src-creds": ":", "dest-creds": ":" } };
/** Names of secrets that a container gets. */
const MOUNTED: ProgramOptions = { long: { secret: "none" } };
const KEPT: ProgramOptions = { verbs: ["secret create"], input: "whole" };

/** What makes, keeps or uses users, keys, archives and packages. */
export const KEY_PROGRAMS: readonly ProgramRow[] = [
  // Users, keys and archives
  ["useradd usermod", { letters: { p: "whole" } }],
  ["rclone", { verbs: ["obscure"], operands: { form: "whole" } }],
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
  ["fastlane", { operands: { form: ":", but: /^(?!\w{0,40}(?:password|passphrase|token|key|secret):)/ } }],
  ["bundle", { verbs: ["config"], operands: { form: ":" } }],
  ["codecov codecovcli", { letters: { t: "whole" }, valued: "FfnrC" }],
  ["cloudflared", { verbs: ["service install"], operands: { form: "whole" } }],
  ["ngrok", { verbs: ["authtoken", "add-authtoken"], operands: { form: "whole" } }],
];
