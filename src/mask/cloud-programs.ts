import type { ProgramOptions, ProgramRow } from "./program-options.ts";

const LOGIN: ProgramOptions = { verbs: ["login"], letters: { p: "whole" }, valued: "u" };
const PAIRS: ProgramOptions = {
  verbs: ["secrets set", "var put", "kv put", "kv patch"],
  operands: { form: "=" },
};

/** What works on clouds, and on stores of secrets. */
export const CLOUD_PROGRAMS: readonly ProgramRow[] = [
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
  ["cypress", { verbs: ["run"], long: { key: "whole" }, letters: { k: "whole" } }],
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
    {
      verbs: ["write"],
      operands: { form: "=", but: /=@/, members: ["secret_id", "bindpass", "jwt", "key", "otp"] },
    },
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
];
