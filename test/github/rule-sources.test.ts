import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { readInputs } from "../../src/github/inputs.ts";
import { parseRulesInput, readRuleSources } from "../../src/github/rule-sources.ts";
import { ContentsServer } from "../runner/contents-server.ts";

test.each([["\n  \n"], ["# only a comment\n"]])("nothing is nothing: %j", (text) => {
  expect(parseRulesInput(text)).toEqual({ kind: "none" });
});

test.each([
  ["rule_sets:\n  - ruleset_id: a\n"],
  ["# rules of ours\n\nrule_modifiers:\n"],
  ["---\nrule_sets: []\n"],
  ["{rule_sets: []}"],
  ["rule_set: misspelled\n"],
  ["- ruleset_id: a\n"],
])("YAML is inline, also where it is wrong, so that the fault is told as one of YAML: %j", (text) => {
  expect(parseRulesInput(text)).toEqual({ kind: "inline", text });
});

test("anything else is paths, one a line", () => {
  expect(parseRulesInput("\n .github/rules/ \n# ours\n./a b/c:d.yml\n")).toEqual({
    kind: "paths",
    paths: [{ path: ".github/rules" }, { path: "a b/c:d.yml" }],
  });
});

test.each([
  ["acme/rules@v3:ci/rules", "acme/rules", "v3", "ci/rules"],
  ["  acme/r.u-l_es@feature/x-1.0:./a b/c:d.yml ", "acme/r.u-l_es", "feature/x-1.0", "a b/c:d.yml"],
])("a path of another repository: %s", (text, name, ref, path) => {
  expect(parseRulesInput(text)).toEqual({ kind: "paths", paths: [{ path, other: { name, ref } }] });
});

test.each(["a@b:c.yml", "acme/rules@v3", "acme/rules:a.yml", "acme/rules@:a.yml", "a/b/c@d:e.yml"])(
  "a name that only looks alike is a path of the repository itself: %s",
  (path) => {
    expect(parseRulesInput(path)).toEqual({ kind: "paths", paths: [{ path }] });
  },
);

test.each(["/etc/rules.yml", "../rules.yml", "a/../../b.yml", "acme/rules@v3:../x", "acme/rules@v3:/etc/x"])(
  "a path out of the repository is refused: %s",
  (path) => {
    expect(() => parseRulesInput(path)).toThrow(expect.objectContaining({ code: "input-invalid" }));
  },
);

const SHA = "0123456789abcdef0123456789abcdef01234567";

let server: ContentsServer;

beforeAll(async () => {
  server = await ContentsServer.start({ "ci/a.yml": "own a", "ci/z.yml": "own z" });
  const files = { "rules/one.yml": "one", "rules/two.yaml": "two", "rules/README.md": "none" };
  server.repositories.set("acme/rules", new Map(Object.entries(files)));
  server.commits.set("acme/rules@v3", SHA);
  server.commits.set("acme/rules@feature/x", SHA.replaceAll("0", "f"));
});

beforeEach(() => {
  server.status = undefined;
  server.isGitea = false;
  server.requests.length = 0;
  vi.stubEnv("GITHUB_API_URL", server.url);
  vi.stubEnv("GITHUB_REPOSITORY", "acme/prod");
  vi.stubEnv("GITHUB_SHA", "f".repeat(40));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

async function namesOf(rules: string, stage: "pre" | "main" = "pre", token = "t") {
  const given: Readonly<Record<string, string>> = {
    rules,
    baseline: "off",
    scope: "auto",
    mode: "guard",
    "log-count": "0",
    "monitor-mode": "false",
    "default-max-alerts": "10",
    "fail-on-detect": "true",
    "fail-on-tamper": "true",
    "fail-on-loss": "true",
    egress: "audit",
    "fail-on-blocked": "true",
    protect: "auto",
    "on-terminate": "terminate",
    "on-detect": "report",
    "on-unsupported": "fail",
    "retention-days": "0",
    "otlp-events": "matches",
    log: "masked",
    "max-log-mib": "1024",
    "github-token": token,
  };
  const sources = await readRuleSources(
    readInputs((name) => given[name] ?? ""),
    stage,
    import.meta.url,
  );
  return sources.map(({ name, text, origin, leftOut }) =>
    [name, text, origin, ...(leftOut ?? [])].join(" | "),
  );
}

test("rules of another repository are read at the commit that its ref is then, in the order of the lines", async () => {
  expect(await namesOf("ci/z.yml\nacme/rules@v3:rules\nacme/rules@v3:rules/one.yml\nci/a.yml\n")).toEqual([
    "ci/z.yml | own z | project",
    `acme/rules@${SHA}:rules/one.yml | one | project | acme/rules@${SHA}:rules/README.md`,
    `acme/rules@${SHA}:rules/two.yaml | two | project`,
    `acme/rules@${SHA}:rules/one.yml | one | project`,
    "ci/a.yml | own a | project",
  ]);
  const asked = server.requests.map((request) => request.replace(/^\S+ /, ""));
  expect(asked.filter((request) => request.includes("commits"))).toEqual(["/repos/acme/rules/commits/v3"]);
  const others = asked.filter((request) => request.startsWith("/repos/acme/rules/contents/"));
  expect(others.every((request) => request.endsWith(`?ref=${SHA}`))).toBe(true);
});

test("a branch can have a slash; a commit is asked for nothing; Gitea tells of commits elsewhere", async () => {
  const sha = SHA.replaceAll("0", "f");
  const expected = [`acme/rules@${sha}:rules/one.yml | one | project`];
  expect(await namesOf("acme/rules@feature/x:rules/one.yml")).toEqual(expected);
  server.requests.length = 0;
  expect(await namesOf(`acme/rules@${sha}:rules/one.yml`)).toEqual(expected);
  expect(server.requests.some((request) => request.includes("commits"))).toBe(false);
  server.isGitea = true;
  expect(await namesOf("acme/rules@feature/x:rules/one.yml")).toEqual(expected);
});

test("where pre did not run, rules of another repository are still not those of the workspace", async () => {
  vi.stubEnv("GITHUB_WORKSPACE", "/nowhere");
  expect(await namesOf("acme/rules@v3:rules/two.yaml", "main")).toEqual([
    `acme/rules@${SHA}:rules/two.yaml | two | project`,
  ]);
});

test.each([
  [
    "acme/rules@v4:rules",
    "The commit of rules cannot be read at acme/rules@v4: 404 (not found). Check OWNER/",
  ],
  [
    "acme/none@v3:rules",
    "where acme/none is private, the input github-token needs a token that can read it.",
  ],
  [
    "acme/rules@v3:nothing.yml",
    "The rule file or folder nothing.yml cannot be read at acme/rules@0123456789ab: 404",
  ],
])("what is not there is told with what may be wrong: %s", async (rules, message) => {
  await expect(namesOf(rules)).rejects.toMatchObject({
    code: "rules-fetch",
    message: expect.stringContaining(message),
  });
});

test.each([
  [401, "(the token was refused)"],
  [403, "(forbidden). Give the input github-token a token that can read acme/rules."],
])("a refusal with %i says what to do", async (status, message) => {
  server.status = status;
  await expect(namesOf("acme/rules@v3:rules")).rejects.toMatchObject({
    code: "rules-fetch",
    message: expect.stringContaining(message),
  });
});

test("an answer that is no commit is refused, and without a token nothing is asked", async () => {
  server.commits.set("acme/rules@odd", "not a commit");
  await expect(namesOf("acme/rules@odd:rules")).rejects.toThrow(
    "GitHub's answer for acme/rules@odd is not a commit.",
  );
  server.requests.length = 0;
  await expect(namesOf("acme/rules@v3:rules", "pre", "")).rejects.toThrow("needs a token");
  expect(server.requests).toEqual([]);
});
