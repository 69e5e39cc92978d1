import { expect, test } from "vitest";
import type { RuleOutcome } from "../../src/evaluate/evaluation.ts";
import { Evaluation } from "../../src/evaluate/evaluation.ts";
import type { Event } from "../../src/events/event.ts";
import { EventMasker } from "../../src/events/event-masker.ts";
import { JsonEventReader } from "../../src/events/json.ts";
import { proposeModifier, type RuleMatches } from "../../src/learn/modifier.ts";
import { nearMisses } from "../../src/learn/near-misses.ts";
import { Masker } from "../../src/mask/masker.ts";
import { loadRules } from "../../src/rules/load.ts";
import type { RuleSource } from "../../src/rules/source.ts";

const RULES = `
rule_sets:
  - ruleset_id: acme/ci
    lists: {secrets: [/.npmrc, /.ssh/id_ed25519, /credentials]}
    rules:
      - rule_id: secret_read
        event_type: file_open
        condition: is_read && list.secrets.exists(s, path.endsWith(s))
        action: detect
        max_alerts: 3
      - rule_id: temporary_read
        event_type: file_open
        condition: is_read && path.startsWith("/tmp/cache-")
        action: detect
      - rule_id: connected
        event_type: network_connect
        condition: remote_port == 443
        action: detect
      - rule_id: looked_up
        event_type: domain
        condition: domain.endsWith(".com")
        action: detect
      - rule_id: executed
        event_type: process_exec
        condition: process.exec_path.endsWith("/curl")
        action: detect
      - rule_id: tampered
        event_type: guard_tamper
        condition: act == "signal"
        action: detect
      - rule_id: runner_reached
        event_type: process_access
        condition: target.is_runner
        action: detect
      - rule_id: sweep
        type: correlation
        by: package
        condition: rule.secret_read.total_count >= 2
        action: detect
`;
const SOURCE: RuleSource = { name: "rules.yaml", text: RULES, origin: "project" };

const PROCESS = {
  exec_path: "/usr/bin/node",
  file_path: "/usr/bin/node",
  is_root_owned: true,
  argv: ["node", "setup.js"],
  package: "left-padder",
};

function events(...all: readonly object[]): Event[] {
  const reader = new JsonEventReader();
  return all.map((each) => reader.event(each));
}

function read(path: string, process: object = PROCESS) {
  return { event_type: "file_open", process, payload: { path, is_read: true, is_write: false, flags: 0 } };
}

function connect(remote_ip: string, remote_domains: readonly string[] = []) {
  const payload = { remote_ip, remote_port: 443, protocol: "tcp", family: "ipv4", remote_domains };
  return { event_type: "network_connect", process: PROCESS, payload };
}

function outcomes(
  judged: readonly Event[],
  sources: readonly RuleSource[] = [SOURCE],
): readonly RuleOutcome[] {
  const evaluation = new Evaluation(loadRules(sources).rules);
  for (const event of judged) evaluation.add(event);
  return evaluation.outcome().rules;
}

function propose(judged: readonly Event[], ruleId: string) {
  const all: RuleMatches[] = outcomes(judged).map((outcome) => ({ outcome, events: outcome.matches }));
  const matched = all.find(({ outcome }) => outcome.rule.ruleId === ruleId);
  if (matched === undefined) throw new Error(`${ruleId} has not matched`);
  return proposeModifier(matched, all);
}

/** What still matches with a modifier beside the rules, as a project would paste it. */
function left(judged: readonly Event[], text: string | undefined): string[] {
  const pasted: RuleSource = { name: "pasted.yaml", text: text ?? "", origin: "project" };
  expect(loadRules([SOURCE, pasted]).warnings).toEqual([]);
  return outcomes(judged, [SOURCE, pasted]).map(({ rule }) => rule.ruleId);
}

test("what is proposed can be read: who, how called, and what it did", () => {
  const { text } = propose(events(read("/home/u/.npmrc")), "secret_read");
  expect(text).toBe(`rule_modifiers:
  - modifier_id: except/secret_read/65708a62
    description: Excepts one cause of acme/ci/secret_read. Say here why it is honest.
    targets:
      - ruleset_id: acme/ci
        rule_id: secret_read
    add_exceptions: |-
      // Open: in which order the arguments are, and how often each is there.
      process.is_root_owned &&
      process.file_path == "/usr/bin/node" &&
      process.package == "left-padder" &&
      "setup.js" in process.exact_argv &&
      !process.exact_argv.exists(a, !(a in ["node", "setup.js"])) &&
      path == "/home/u/.npmrc" && is_read && !is_write
`);
});

test("pasted among the rules it excepts the matches, and nothing that is nearly the same", () => {
  const cases: [Event[], string][] = [
    [events(read("/home/u/.npmrc"), read("/home/u/.ssh/id_ed25519")), "secret_read"],
    [events(read("/home/u/app-1.2.3/credentials")), "secret_read"],
    [events(connect("203.0.113.9")), "connected"],
    [events(connect("203.0.113.9", ["evil.example"])), "connected"],
    [
      events({
        event_type: "process_exec",
        process: {
          ...PROCESS,
          exec_path: "/usr/bin/curl",
          file_path: "/usr/bin/curl",
          argv: ["curl", "-T", "x"],
        },
        payload: { is_memfd: false },
      }),
      "executed",
    ],
  ];
  for (const [judged, ruleId] of cases) {
    const { text } = propose(judged, ruleId);
    expect(left(judged, text)).not.toContain(ruleId);
    for (const near of judged.flatMap(nearMisses)) {
      // A rule that is about the path, or the program, is no longer true of all of them.
      if (outcomes([near]).some(({ rule }) => rule.ruleId === ruleId))
        expect(left([near], text)).toContain(ruleId);
    }
  }
});

test("a key's kind is no hash: reading one key excepts no other", () => {
  const { text } = propose(events(read("/home/u/.ssh/id_ed25519")), "secret_read");
  expect(text).toContain('path == "/home/u/.ssh/id_ed25519"');
});

test("a name that differs from job to job stays open, where that lets nothing else through", () => {
  const judged = events(read("/tmp/build-8f3a9c1d/credentials"));
  const { text } = propose(judged, "secret_read");
  expect(left(events(read("/tmp/build-77aa0e42/credentials")), text)).toEqual([]);
  expect(left(events(read("/home/u/credentials")), text)).toEqual(["secret_read"]);
  // What conditions cannot ask for is said where it is read.
  expect(text).toContain("// Open: what is another in each job in a path.");
  expect(left(events(read("/tmp/build-a/b/credentials")), text)).toEqual([]);
  expect(propose(events(read("/home/u/.npmrc")), "secret_read").text).not.toContain("in a path");
});

test("the version of an action is excepted, and no other", () => {
  const of = (action: string) => events(read("/home/u/.npmrc", { ...PROCESS, action }));
  const { text } = propose(of("acme/deploy@5cbbdfa5c8ddb237625d4b25a83b11ab6352c1de"), "secret_read");
  expect(left(of("acme/deploy@5cbbdfa5c8ddb237625d4b25a83b11ab6352c1de"), text)).toEqual([]);
  expect(left(of("acme/deploy@6dccdfa5c8ddb237625d4b25a83b11ab6352c1de"), text)).toEqual(["secret_read"]);
  expect(left(of("acme/deploy@v4"), text)).toEqual(["secret_read"]);
});

test("a package or a host with a number in its name is excepted, and no other of the same beginning", () => {
  const of = (name: string) => events(read("/home/u/.npmrc", { ...PROCESS, package: name }));
  const { text } = propose(of("@acme/sdk-1.2.3/core"), "secret_read");
  expect(left(of("@acme/sdk-1.2.3/core"), text)).toEqual([]);
  expect(left(of("@acme/sdk-evil/core"), text)).toEqual(["secret_read"]);
  const bucket = (name: string) =>
    events({ event_type: "domain", process: PROCESS, payload: { domain: name, source: "dns" } });
  const asked = propose(bucket("ci-0a1b2c3d.s3.amazonaws.com"), "looked_up").text;
  expect(left(bucket("ci-0a1b2c3d.s3.amazonaws.com"), asked)).toEqual([]);
  expect(left(bucket("ci-evil.s3.amazonaws.com"), asked)).toEqual(["looked_up"]);
});

test("an argument less, however many there are, or in other letters, is not excepted", () => {
  const of = (argv: readonly string[]) => events(read("/home/u/.npmrc", { ...PROCESS, argv }));
  const many = ["node", ...Array.from({ length: 30 }, (_, n) => `--a${n}`), "-T", "-t"];
  const { text } = propose(of(many), "secret_read");
  expect(left(of(many), text)).toEqual([]);
  expect(left(of(many.slice(0, -1)), text)).toEqual(["secret_read"]);
  expect(left(of(many.filter((word) => word !== "--a25")), text)).toEqual(["secret_read"]);
  expect(left(of(many.map((word) => (word === "-T" ? "-t" : word))), text)).toEqual(["secret_read"]);
});

test("of an argument that is masked in part the other part is asked for, and there are no others", () => {
  const of = (argv: readonly string[]) => events(read("/home/u/.npmrc", { ...PROCESS, argv }));
  const { text } = propose(of(["node", "x.js", "--url=***"]), "secret_read");
  expect(text).toContain("// Open: what is masked among the arguments.");
  expect(left(of(["node", "x.js", "--url=a"]), text)).toEqual([]);
  expect(left(of(["node", "x.js", "--url=a", "y.js"]), text)).toEqual(["secret_read"]);
  expect(left(of(["node", "x.js"]), text)).toEqual(["secret_read"]);
});

test("that the order of arguments is open is said in the modifier", () => {
  const of = (argv: readonly string[]) => events(read("/home/u/.npmrc", { ...PROCESS, argv }));
  const { text } = propose(of(["node", "a", "b"]), "secret_read");
  expect(left(of(["node", "b", "a", "a"]), text)).toEqual([]);
  expect(text).toContain("// Open: in which order the arguments are, and how often each is there.");
  expect(propose(of(["node"]), "secret_read").text).not.toContain("// Open");
});

test("where what stays open would let others through, nothing stays open", () => {
  const { text } = propose(events(read("/tmp/cache-8f3a9c1d")), "temporary_read");
  expect(text).toContain('path == "/tmp/cache-8f3a9c1d"');
});

test("a correlation is excepted by the rules that it counts", () => {
  const judged = events(read("/home/u/.npmrc"), read("/home/u/.ssh/id_ed25519"));
  const { text } = propose(judged, "sweep");
  expect(text).toContain("modifier_id: except/sweep/file_open/");
  expect(left(judged, text)).toEqual([]);
});

test("where more matched than is kept, nobody can say that all of it is excepted", () => {
  const judged = events(...[1, 2, 3, 4, 5].map((n) => read(`/home/u${n}/.npmrc`)));
  expect(propose(judged, "sweep")).toMatchObject({
    text: undefined,
    reason: "more of it matched than is kept",
  });
});

test("nothing is proposed for what is done to the guard, or to the runner", () => {
  const tampering = events({
    event_type: "guard_tamper",
    process: PROCESS,
    payload: { act: "signal" },
  });
  const access = events({
    event_type: "process_access",
    process: PROCESS,
    payload: { access: "memory", target: { exec_path: "/bin/Runner.Worker", argv: [], is_runner: true } },
  });
  expect(propose(tampering, "tampered")).toMatchObject({
    text: undefined,
    reason: "no job has a reason for that",
  });
  expect(propose(access, "runner_reached")).toMatchObject({
    text: undefined,
    reason: "no job has a reason for that",
  });
});

test("of arguments what is masked stays open, and where anything else is masked nothing is proposed", () => {
  const masked = events(
    read("/home/u/.npmrc", { ...PROCESS, argv: ["node", "--token", "***", "--url=***"] }),
  );
  const { text } = propose(masked, "secret_read");
  expect(text).toContain('"--token" in process.exact_argv');
  expect(text).not.toContain("***");
  expect(text).toContain("// Open: further arguments, for not all are known.");
  const hidden = events(read("/home/***/.npmrc"));
  expect(propose(hidden, "secret_read")).toMatchObject({
    text: undefined,
    reason: "what tells it from others is a secret",
  });
});

test("an event whose secrets are masked is tried with all that it has", () => {
  const masker = new EventMasker(new Masker());
  const token = `ghp_${"a1".repeat(18)}`;
  const judged = events(read("/home/u/.npmrc", { ...PROCESS, argv: ["node", "x.js", token] }));
  const all = outcomes(judged).map((outcome) => ({
    outcome,
    events: outcome.matches.map((each) => masker.event(each)),
  }));
  const [matched] = all;
  if (matched === undefined) throw new Error("nothing has matched");
  const { text } = proposeModifier(matched, all);
  expect(text).toContain('"x.js" in process.exact_argv');
  expect(text).not.toContain(token);
  expect(left(judged, text)).toEqual([]);
  expect(left(events(read("/home/u/.npmrc", { ...PROCESS, argv: ["node", "y.js", token] })), text)).toEqual([
    "secret_read",
  ]);
});

test("of what is not whole in the event nothing sure can be said", () => {
  const nameless = events(read("/home/u/.npmrc", { exec_path: "", argv: [] }));
  const cut = events({ ...read("…/.npmrc"), tags: ["truncated"] });
  for (const judged of [nameless, cut]) {
    expect(propose(judged, "secret_read")).toMatchObject({
      text: undefined,
      reason: "what did it, or to what, is not known in full",
    });
  }
});

test("a set whose name has an end of line is not named in what is to be pasted", () => {
  const [outcome] = outcomes(events(read("/home/u/.npmrc")));
  if (outcome === undefined) throw new Error("nothing has matched");
  const rule = { ...outcome.rule, rulesetId: "a\n\n# b" };
  expect(proposeModifier({ outcome: { ...outcome, rule }, events: outcome.matches }, [])).toMatchObject({
    text: undefined,
    reason: "the name of its set cannot be shown as it is",
  });
});

test("a text that is too long to be read is not proposed", () => {
  const judged = events(read(`/${"x/".repeat(7000)}.npmrc`));
  expect(propose(judged, "secret_read")).toMatchObject({ text: undefined, reason: "it would be too long" });
});

test("whatever a job calls its files, what is proposed loads, or nothing is", () => {
  const names = [
    "'\"\\: #",
    "\u202e\u0000",
    "\ud83d\ude00",
    "\udcff\udc80",
    "a\nb: |-\n  c",
    "&&||)(",
    "***",
    "##[x]",
    "{{a}}",
  ];
  for (const name of names) {
    const judged = events(read(`/home/${name}/.npmrc`, { ...PROCESS, argv: ["node", name] }));
    const { text } = propose(judged, "secret_read");
    if (text !== undefined) expect(left(judged, text)).toEqual([]);
  }
});

test("one more argument, one in capitals, or one more name of the host is not excepted", () => {
  const curl = (argv: readonly string[]) => events(read("/home/u/.npmrc", { ...PROCESS, argv }));
  const honest = ["node", "-t", "x", "-o", "out"];
  const { text } = propose(curl(honest), "secret_read");
  expect(left(curl(honest), text)).toEqual([]);
  expect(left(curl([...honest, "--next"]), text)).toEqual(["secret_read"]);
  expect(left(curl(["node", "-T", "x", "-O", "out"]), text)).toEqual(["secret_read"]);
  const reached = events(connect("203.0.113.9", ["d111111abcdef8.cloudfront.net"]));
  const named = propose(reached, "connected").text;
  expect(left(reached, named)).toEqual([]);
  const other = events(connect("203.0.113.9", ["devil666attacker.cloudfront.net"]));
  expect(left(other, named)).toEqual(["connected"]);
  const both = events(connect("203.0.113.9", ["evil.example", "d111111abcdef8.cloudfront.net"]));
  expect(left(both, named)).toEqual(["connected"]);
});
