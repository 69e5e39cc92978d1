import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";

/** The parts of a SARIF file that tests look at. */
export interface SarifFile {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly SarifDescriptor[] } };
    readonly automationDetails: { readonly id: string };
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[];
    }[];
    readonly results: readonly SarifResult[];
    readonly properties: { readonly omitted: number };
  }[];
}

interface SarifDescriptor {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly properties: { readonly tags: readonly string[]; readonly "security-severity"?: string };
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}

interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number };
  };
}

const require = createRequire(import.meta.url);
const {
  $schema: _draft4,
  id: _id,
  ...schema
} = JSON.parse(
  readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
);

/** RFC 3986, as far as a location has to be like it. */
const REFERENCE = /^(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-F]{2})*$/;

const isValid = new Ajv({
  strict: false,
  unicodeRegExp: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    "uri-reference": REFERENCE,
    "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/,
  },
}).compile(schema);

/** What the schema of SARIF, its rules for messages, or GitHub's limits say against a file; empty where nothing. */
export function sarifObjections(text: string): string[] {
  const file = JSON.parse(text) as SarifFile;
  if (!isValid(file))
    return (isValid.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
  const [run] = file.runs;
  if (run === undefined || file.runs.length !== 1) return ["there is another number of runs than one"];
  const { rules } = run.tool.driver;
  const said = [
    ...run.results.map(({ message }) => message.text),
    ...rules.flatMap((rule) => [rule.shortDescription.text, rule.fullDescription.text, rule.help.text]),
    ...run.invocations.flatMap((each) => each.toolExecutionNotifications.map(({ message }) => message.text)),
  ];
  const limits: [string, boolean][] = [
    ["10 MB packed, whatever packs it", Buffer.byteLength(text) < 10_000_000],
    ["5,000 results shown", run.results.length <= 5000],
    ["25,000 rules", rules.length <= 25_000],
    ["each rule once", new Set(rules.map(({ id }) => id)).size === rules.length],
    ["10 tags shown", rules.every(({ properties }) => properties.tags.length <= 10)],
    ["short descriptions", rules.every((rule) => isBetween(rule.shortDescription.text.length, 1, 1024))],
    ["full descriptions", rules.every((rule) => isBetween(rule.fullDescription.text.length, 1, 1024))],
    ["help", rules.every((rule) => rule.help.text !== "")],
    [
      "security-severity",
      rules.every(({ properties: { "security-severity": score } }) => isBetween(Number(score ?? 1), 0.1, 10)),
    ],
    ["a result's rule", run.results.every(({ ruleId, ruleIndex }) => rules[ruleIndex]?.id === ruleId)],
    ["one location", run.results.every(({ locations }) => locations.length === 1)],
    ["a file", run.results.every(({ locations }) => isRelative(locations[0]))],
    ["fingerprints", isEachOnce(run.results)],
    ["text", said.every((each) => each !== "" && each.isWellFormed())],
    ["no links or placeholders", said.every((each) => !/[[\]]|\{\d+\}/.test(each))],
    ["nothing invisible", said.every((each) => !/(?!\n)[\p{Cc}\p{Cf}]/u.test(each))],
  ];
  return limits.filter(([, holds]) => !holds).map(([what]) => what);
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function isRelative(location: SarifLocation | undefined): boolean {
  const uri = location?.physicalLocation.artifactLocation.uri ?? "";
  return uri !== "" && !uri.startsWith("/") && !uri.split("/").includes("..") && !/^[\w+.-]+:/.test(uri);
}

/** Code scanning takes two results of one fingerprint for one. */
function isEachOnce(results: readonly SarifResult[]): boolean {
  const prints = results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
  return new Set(prints).size === prints.length;
}
