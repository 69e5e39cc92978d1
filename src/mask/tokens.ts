import type { Secrets } from "./spans.ts";

/** Letters, digits, and what base64url has besides. */
const ALNUM = "[A-Za-z0-9]";
const URL64 = "[\\w-]";
const DOTTED = "[\\w.-]";

/**
 * Tokens that are known by how they begin: that, which stays readable as it says whose they are, what follows, and how
 * much of it there is at least. Each is told by who issues it, in the documentation of its secret scanning.
 */
const TOKENS: readonly (readonly [start: string, body: string, size: number])[] = [
  // GitHub, GitLab
  ["gh[pousr]_", ALNUM, 10],
  ["github_pat_", "\\w", 10],
  ["gl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct|oas)-", DOTTED, 10],
  ["GR1348941", URL64, 10],
  // Registries of packages and images
  ["npm_", ALNUM, 20],
  ["pypi-A", URL64, 16],
  ["rubygems_", ALNUM, 20],
  ["\\bcio", ALNUM, 32],
  ["\\boy2", "[a-z0-9]", 40],
  ["dckr_[po]at_", URL64, 10],
  // Clouds
  ["AIza", URL64, 30],
  ["\\bya29\\.", URL64, 20],
  ["GOCSPX-", URL64, 10],
  ["do[opr]_v1_", ALNUM, 20],
  ["\\bhv[sbr]\\.", URL64, 16],
  ["tskey-[a-z]+-", URL64, 8],
  ["\\bpul-", ALNUM, 30],
  ["\\bdp\\.[a-z]{2,5}\\.", URL64, 20],
  // Chat
  ["xox[abeoprs]-", URL64, 10],
  ["xapp-", URL64, 10],
  ["hooks\\.slack\\.com/[a-z]+/", "[\\w/]", 10],
  ["discord(?:app)?\\.com/api/(?:v\\d{1,2}/)?webhooks/\\d{5,25}/", URL64, 10],
  ["api\\.telegram\\.org/bot", "[\\w:-]", 10],
  ["webhook\\.office\\.com/webhookb2/", "[\\w@/-]", 10],
  // Payment, mail, shops
  ["[sr]k_(?:live|test)_", ALNUM, 10],
  ["whsec_", ALNUM, 10],
  ["\\bSG\\.", DOTTED, 30],
  ["\\bkey-", "[0-9a-f]", 32],
  ["shp(?:at|ss|ca|pa)_", ALNUM, 20],
  // Models
  ["\\bhf_", ALNUM, 20],
  ["\\bsk-(?:ant|proj|svcacct|or)-", URL64, 10],
  ["\\bsk-", ALNUM, 32],
  ["\\bgsk_", ALNUM, 20],
  ["\\br8_", ALNUM, 20],
  ["\\bnvapi-", URL64, 20],
  // Others
  ["\\bsq[apu]_", "[0-9a-f]", 30],
  ["lin_api_", ALNUM, 20],
  ["\\bfigd_", URL64, 20],
  ["\\bAT[AC]TT3", "[\\w=-]", 20],
  ["AGE-SECRET-KEY-1", ALNUM, 10],
];

/** Stands where something is cut off: of a token there, what is left is enough. */
const CUT = "…";

const TOKEN = new RegExp(
  TOKENS.map(([start, body, size]) => `(${start})(?:${body}{${size},}|${body}+(?=${CUT}))`).join("|"),
  "g",
);

/**
 * A JSON Web Token: its head is base64 of `{"`. It begins behind what can be no part of it: else each place in a long run
 * of such characters would be tried.
 */
const JWT = /(?<![\w-])eyJ[\w-]{6,}(?:\.[\w-]+(?:\.[\w-]*){0,3}|\.?(?=…))/g;

const PEM = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
/** The end of a key whose beginning is cut off. */
const PEM_REST = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/y;
const PEM_START = "-----BEGIN ";
const PEM_END = "-----END ";

/** What all that is found here begins with: nearly no text has it, and the expressions above take longer. */
const START = new RegExp(["eyJ", PEM_START, PEM_END, ...TOKENS.map(([start]) => start)].join("|"));

/** False where a text has nothing that findTokens would find. */
export function mayHaveTokens(text: string): boolean {
  return START.test(text);
}

/** Finds tokens, and private keys, wherever they stand. */
export function findTokens(text: string, secrets: Secrets): void {
  if (!mayHaveTokens(text)) return;
  for (const found of text.matchAll(TOKEN)) {
    const [token, ...starts] = found;
    const start = starts.find((each) => each !== undefined) ?? "";
    secrets.add(found.index + start.length, found.index + token.length, token.slice(start.length));
  }
  if (text.includes("eyJ")) {
    for (const { 0: token, index } of text.matchAll(JWT)) {
      secrets.add(index + 3, index + token.length, token.slice(3));
    }
  }
  findKeys(text, secrets);
}

function findKeys(text: string, secrets: Secrets): void {
  PEM_REST.lastIndex = text.startsWith(CUT) ? text.indexOf(PEM_END) : -1;
  if (PEM_REST.lastIndex > 0 && PEM_REST.test(text)) secrets.add(0, text.indexOf(PEM_END), "");
  for (let at = text.indexOf(PEM_START); at >= 0; at = text.indexOf(PEM_START, at)) {
    PEM.lastIndex = at;
    const start = at + (PEM.exec(text)?.[0].length ?? 0);
    if (start === at) {
      at += PEM_START.length;
      continue;
    }
    // What begins in a key is a part of it: each is looked for an end of once.
    const end = text.indexOf(PEM_END, start);
    at = end < 0 ? text.length : end;
    secrets.add(start, at, "");
  }
}
