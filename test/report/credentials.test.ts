import { expect, test } from "vitest";
import { Credentials } from "../../src/report/credentials.ts";
import { BASELINE } from "./attacked.ts";
import { event, NPMRC_READ, ruleOutcome } from "./reports.ts";

function read(path: string) {
  return event({ ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path } });
}

test("a rule that matched says by its tag which credentials were read, and where they are renewed", () => {
  const { rule } = ruleOutcome({ tags: { rotate: "npm: npmjs.com › Access Tokens: all" } }, []);
  const told = [
    { event: read("/home/u/.npmrc"), rules: [rule], countedBy: [] },
    { event: read("/root/.npmrc"), rules: [rule], countedBy: [] },
    { event: read("/home/u/.npmrc"), rules: [rule], countedBy: [] },
  ];
  expect(new Credentials([]).families(told)).toEqual([
    { name: "npm", page: "npmjs.com › Access Tokens: all", paths: ["/home/u/.npmrc", "/root/.npmrc"] },
  ]);
});

test("of a rule that is about no kind of credentials, the path tells the kind, by the rules that know it", () => {
  const { rule } = ruleOutcome({ tags: {} }, []);
  const credentials = new Credentials(BASELINE.rules);
  const names = (path: string) =>
    credentials.families([{ event: read(path), rules: [rule], countedBy: [] }]).map(({ name }) => name);
  expect(names("/home/u/.aws/credentials")).toEqual(["AWS"]);
  expect(names("/home/u/.ssh/id_rsa")).toEqual(["SSH keys"]);
  expect(names("/home/u/app/.env")).toEqual(["Environment files"]);
  expect(names("/home/u/.ssh/known_hosts")).toEqual([]);
  expect(names("/home/u/notes.txt")).toEqual([]);
});

test("what is only written is not read, and a tag that says nothing is none", () => {
  const { rule } = ruleOutcome({ tags: { rotate: "" } }, []);
  const written = event({
    ...NPMRC_READ,
    payload: { path: "/home/u/.npmrc", is_read: false, is_write: true, flags: 577 },
  });
  expect(
    new Credentials(BASELINE.rules).families([{ event: written, rules: [rule], countedBy: [] }]),
  ).toEqual([]);
});

test("each rule that counts for a sweep of credentials says where they are renewed", () => {
  const sweep = BASELINE.rules.find(({ ruleId }) => ruleId === "credential_sweep");
  expect(sweep?.type).toBe("correlation");
  const reads = BASELINE.rules.filter(({ ruleId }) => /_(credential|key|history|file)_read$/.test(ruleId));
  expect(reads.length).toBeGreaterThan(20);
  expect(
    reads.filter(({ tags }) => !/^[^:]+: ./.test(tags.rotate ?? "")).map(({ ruleId }) => ruleId),
  ).toEqual([]);
});
