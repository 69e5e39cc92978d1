import { expect, test } from "vitest";
import { readPolicy } from "../../src/egress/policy.ts";
import type { RuleSource } from "../../src/rules/load.ts";
import { digestJob, digestRules, ownOf, parseFrozenJob, renderFrozenJob } from "../../src/watch/frozen.ts";

const RULES: readonly RuleSource[] = [
  { name: "baseline/a.yaml", origin: "baseline", text: "rule_sets: []\n" },
  { name: "b.yaml", origin: "project", text: "rule_sets: [ä]\n" },
];
const SETTINGS = {
  provider_host: "github.com",
  project_path: "acme/prod",
  monitor_mode: true,
  default_max_alerts: 5,
};
const JOB = {
  startedBy: "pre",
  context: { repository: "acme/prod" },
  rules: RULES,
  settings: SETTINGS,
  postScript: "/actions/runwarden/dist/post/index.js",
  handOver: {
    policy: { fail_on_detect: true, fail_on_tamper: false, fail_on_loss: true },
    artifact: { name: "runwarden-build-0", retentionDays: 3, log: "masked" },
  },
} as const;

test("a job comes back from the log as it was given", () => {
  const text = renderFrozenJob(JOB);
  const rulesDigest = digestRules(RULES, SETTINGS);
  expect(parseFrozenJob(text, digestJob(text))).toEqual({ ...JOB, rulesDigest });
});

test("what a job may reach comes back as it was given, and stands in the text as a person would write it", () => {
  const { policy } = readPolicy("block", "a.example *.b.example:80 10.0.0.0/8:*");
  const text = renderFrozenJob({ ...JOB, egress: policy });
  expect(JSON.parse(text).egress).toEqual({
    mode: "block",
    allowed: ["a.example:443", "*.b.example:80", "10.0.0.0/8:*"],
  });
  expect(parseFrozenJob(text, digestJob(text)).egress).toEqual(policy);
});

test.each([
  ["another mode", '"block"', '"deny"'],
  ["no mode", '"mode":"block",', ""],
  ["an entry that is none", '"a.example:443"', '"*:443"'],
  ["entries that are no list", '["a.example:443"]', '"a.example:443"'],
  ["more", '"mode"', '"more":1,"mode"'],
])("a job is refused whose egress policy has %s", (_what, from, to) => {
  const text = renderFrozenJob({ ...JOB, egress: readPolicy("block", "a.example").policy });
  const changed = text.replace(from, to);
  expect(changed).not.toBe(text);
  expect(() => parseFrozenJob(changed)).toThrow(expect.objectContaining({ code: "log-invalid" }));
});

test("settings that are not given come back as not given", () => {
  const { settings } = parseFrozenJob(renderFrozenJob({ ...JOB, settings: {} }));
  expect(settings).toEqual({});
});

test("the text has the documented form", () => {
  expect(JSON.parse(renderFrozenJob(JOB))).toEqual({
    schema: "runwarden/job/v1",
    started_by: "pre",
    context: { repository: "acme/prod" },
    post_script: "/actions/runwarden/dist/post/index.js",
    policy: { fail_on_detect: true, fail_on_tamper: false, fail_on_loss: true },
    artifact: { name: "runwarden-build-0", retention_days: 3, log: "masked" },
    rules: RULES,
    settings: {
      provider_host: "github.com",
      project_path: "acme/prod",
      monitor_mode: true,
      default_max_alerts: 5,
    },
    rules_digest: "3c505cfed20f1ff02f9c59a7565bd8bfa674358afc5a21b3005a95dbef710278",
  });
});

test("rules that were changed in the log are refused", () => {
  const text = renderFrozenJob(JOB).replace("[ä]", "[b]");
  expect(() => parseFrozenJob(text)).toThrow(expect.objectContaining({ code: "log-digest" }));
});

test.each([
  ["the host", '"github.com"', '"ghe.example.com"'],
  ["the repository", '"project_path":"acme/prod"', '"project_path":"acme/legacy"'],
  ["monitor mode", '"monitor_mode":true', '"monitor_mode":false'],
  ["the default of max_alerts", '"default_max_alerts":5', '"default_max_alerts":1'],
])("settings that were changed in the log are refused: %s", (_what, from, to) => {
  const text = renderFrozenJob(JOB).replace(from, to);
  expect(text).not.toBe(renderFrozenJob(JOB));
  expect(() => parseFrozenJob(text)).toThrow(expect.objectContaining({ code: "log-digest" }));
});

test.each([
  ["the rules", { rules: RULES.slice(0, 1) }],
  ["who started the watch", { startedBy: "main" as const }],
  ["the repository", { context: { repository: "acme/other" } }],
  ["the script of the post step", { postScript: "/home/job/evil.js" }],
  [
    "the policy",
    { handOver: { ...JOB.handOver, policy: { ...JOB.handOver.policy, fail_on_detect: false } } },
  ],
  [
    "the artifact",
    { handOver: { ...JOB.handOver, artifact: { name: "", retentionDays: 0, log: "none" as const } } },
  ],
])(
  "a job in which %s changed, with all digests in it, is refused by the digest that is kept elsewhere",
  (_, change) => {
    const changed = renderFrozenJob({ ...JOB, ...change });
    expect(parseFrozenJob(changed)).toMatchObject(change);
    expect(() => parseFrozenJob(changed, digestJob(renderFrozenJob(JOB)))).toThrow(
      expect.objectContaining({ code: "log-digest" }),
    );
  },
);

test("a job tells which script is Runwarden's own; one without, or no job, names none", () => {
  expect(ownOf(renderFrozenJob(JOB))).toEqual({ postScript: "/actions/runwarden/dist/post/index.js" });
  expect(JSON.parse(renderFrozenJob({ ...JOB, postScript: undefined })).post_script).toBeNull();
  // In the action nothing is; `run` has its collector.
  expect(ownOf(renderFrozenJob({ ...JOB, postScript: undefined }))).toBeUndefined();
  const run = renderFrozenJob({ ...JOB, startedBy: "run", postScript: undefined });
  expect(ownOf(run)).toEqual({ postScript: undefined });
  expect(ownOf("{")).toBeUndefined();
  expect(ownOf(renderFrozenJob(JOB).replace("job/v1", "job/v2"))).toBeUndefined();
  expect(ownOf(renderFrozenJob(JOB).replace(/"\/actions.*?"/, "1"))).toBeUndefined();
});

test.each([
  ["", "nothing"],
  ["{", "half of it"],
  ["null", "null"],
  ["[]", "a list"],
  ['{"schema":"runwarden/job/v2","started_by":"pre","context":{},"rules":[]}', "another schema"],
  ['{"schema":"runwarden/job/v1","started_by":"x","context":{},"rules":[]}', "an unknown starter"],
  ['{"schema":"runwarden/job/v1","started_by":"pre","context":{},"rules":[1]}', "a rule that is none"],
  [
    '{"schema":"runwarden/job/v1","started_by":"pre","context":{},"rules":[{"name":"a","text":"","origin":"x"}]}',
    "an unknown origin",
  ],
  [
    '{"schema":"runwarden/job/v1","started_by":"pre","context":{},"rules":[{"name":1,"text":"","origin":"project"}]}',
    "a name that is none",
  ],
])("a text that is no frozen job is refused: %s (%s)", (text) => {
  expect(() => parseFrozenJob(text)).toThrow(expect.objectContaining({ code: "log-invalid" }));
});

test.each([
  ["a policy without a word on losses", /"fail_on_loss":true/, '"other":true'],
  ["a policy with more in it", /"fail_on_loss":true/, '"fail_on_loss":true,"more":1'],
  ["a policy of texts", /"fail_on_loss":true/, '"fail_on_loss":"true"'],
  ["no policy beside an artifact", /"policy":\{.*?\}/, '"policy":null'],
  ["no artifact beside a policy", /"artifact":\{.*?\}/, '"artifact":null'],
  ["an artifact that is kept for a text", /"retention_days":3/, '"retention_days":"3"'],
])("a job that says otherwise what becomes of its report is refused: %s", (_what, from, to) => {
  const text = renderFrozenJob(JOB).replace(from, to);
  expect(text).toContain(to);
  expect(() => parseFrozenJob(text)).toThrow(expect.objectContaining({ code: "log-invalid" }));
});

test("an older log, and one of `run`, say nothing of that", () => {
  const text = renderFrozenJob({ ...JOB, handOver: undefined });
  expect(parseFrozenJob(text).handOver).toBeUndefined();
  expect(parseFrozenJob(text.replace('"policy":null,"artifact":null,', "")).handOver).toBeUndefined();
});

const nested = (open: string, close: string) => `${open.repeat(100_000)}1${close.repeat(100_000)}`;

test.each([
  ["text", '"x"'],
  ["a list", '["x"]'],
  ["null", "null"],
  ["a number in it", '{"ref":1}'],
  ["an object in it that has no text", '{"ref":{"toString":1,"valueOf":1}}'],
  ["lists in it, nested deep", `{"ref":${nested("[", "]")}}`],
  ["objects in it, nested deep", `{"ref":${nested('{"a":', "}")}}`],
])("a context that has not only strings is refused: %s", (_what, context) => {
  const text = renderFrozenJob(JOB).replace('{"repository":"acme/prod"}', context);
  expect(text).toContain(context);
  expect(() => parseFrozenJob(text)).toThrow(expect.objectContaining({ code: "log-invalid" }));
  expect(() => ownOf(text)).not.toThrow();
});

test.each([
  ["none", undefined],
  ["a host without a repository", { project_path: null }],
  ["a host that is a number", { provider_host: 1 }],
  ["an empty host", { provider_host: "" }],
  ["one that there is not", { colour: "red" }],
  ["monitor mode that is a string", { monitor_mode: "true" }],
  ["a default of max_alerts that is too high", { default_max_alerts: 101 }],
])("settings that are none are refused: %s", (_what, change) => {
  const json = JSON.parse(renderFrozenJob(JOB));
  const settings = change && { ...json.settings, ...change };
  expect(() => parseFrozenJob(JSON.stringify({ ...json, settings }))).toThrow(
    expect.objectContaining({ code: "log-invalid" }),
  );
});

test("a script of the post step that is no path is refused", () => {
  const text = JSON.stringify({ ...JSON.parse(renderFrozenJob(JOB)), post_script: 1 });
  expect(() => parseFrozenJob(text)).toThrow(expect.objectContaining({ code: "log-invalid" }));
});
