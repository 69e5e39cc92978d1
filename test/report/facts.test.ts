import { inflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { JsonEventReader } from "../../src/events/json.ts";
import { annotations } from "../../src/report/annotations.ts";
import { DestinationKeeper } from "../../src/report/destinations.ts";
import { htmlDocument } from "../../src/report/html/document.ts";
import { HtmlEvents } from "../../src/report/html/events.ts";
import { renderMatches } from "../../src/report/matches.ts";
import { nextSteps } from "../../src/report/next-steps.ts";
import { overviewOf } from "../../src/report/overview.ts";
import type { Report } from "../../src/report/report.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/terminal.ts";
import { attackedReport } from "./attacked.ts";
import { report, ruleOutcome } from "./reports.ts";

function headlineOf(parts: Report): string {
  return overviewOf(parts)
    .headline.map(({ kind, text }) => (kind === "words" ? text : `\`${text}\``))
    .join("");
}

const PROCESS = {
  exec_path: "/usr/bin/python3",
  argv: ["python3", "x.py"],
  pid: 7,
  ancestors: [
    { exec_path: "/usr/bin/bash", argv: ["bash", "-e", "/w/_temp/1.sh"] },
    { exec_path: "/bin/Runner.Worker", argv: [], is_runner: true },
  ],
  step: "/w/_temp/1.sh",
};
const ROTATE = { attack: "T1552", rotate: "npm: npmjs.com › Access Tokens" };

/** A job that reads a file and connects, in this order. */
function job(process: object = PROCESS) {
  const reader = new JsonEventReader();
  return {
    read: (path: string) =>
      reader.event({
        event_type: "file_open",
        process,
        payload: { path, is_read: true, is_write: false, flags: 0 },
      }),
    write: (path: string) =>
      reader.event({
        event_type: "file_open",
        process,
        payload: { path, is_read: false, is_write: true, flags: 577 },
      }),
    connect: (remote_ip: string, remote_port: number, remote_domains: readonly string[] = []) =>
      reader.event({
        event_type: "network_connect",
        process,
        payload: { remote_ip, remote_port, protocol: "tcp", family: "ipv4", remote_domains },
      }),
    refuse: (remote_ip: string, remote_port: number) =>
      reader.event({
        event_type: "egress_block",
        process,
        payload: { act: "connect", remote_ip, remote_port, protocol: "tcp", remote_domains: [], domain: "" },
      }),
    post: (host: string) =>
      reader.event({
        event_type: "http_request",
        process,
        payload: { method: "POST", path: "/u", host, source: "cleartext" },
      }),
  };
}

function reached(...events: readonly Parameters<DestinationKeeper["add"]>[0][]) {
  const keeper = new DestinationKeeper();
  for (const event of events) keeper.add(event);
  return keeper.destinations();
}

test("a real attack is told by what was read, where it went, what it changed and what it left", async () => {
  expect(headlineOf(await attackedReport())).toBe(
    "`left-padder`'s install script read 9 files with credentials (`npm`, `SSH keys`, `AWS` and 4 more kinds), sent data to `127.0.0.1:40451 (this machine)`, left changes in `/home/runner/.config/systemd/user/pgmon.service`, opened `/home/runner/.bashrc` for writing, and left `python3` running, in step `cd app && npm install --install-links --foreground-scripts`.",
  );
});

test("that something was sent is said only where an event shows it", () => {
  const { read, connect } = job();
  const rules = [ruleOutcome({ tags: ROTATE }, [read("/home/u/.npmrc")])];
  const destinations = reached(connect("203.0.113.9", 443, ["evil.example"]), connect("10.0.0.53", 53));
  const told = report({ outcome: { result: "detected", rules }, destinations });
  expect(headlineOf(told)).toBe(
    "`python3` read 1 file with credentials (`npm`) and then connected to `203.0.113.9:443 (evil.example)`, in step `python3 x.py`.",
  );
});

test("what was refused is not told as reached", () => {
  const { read, connect, refuse } = job();
  const rules = [ruleOutcome({ tags: ROTATE }, [read("/home/u/.npmrc")])];
  const destinations = reached(
    connect("203.0.113.9", 443),
    refuse("203.0.113.9", 443),
    connect("203.0.113.8", 443),
  );
  const told = report({ outcome: { result: "detected", rules }, destinations });
  expect(headlineOf(told)).toBe(
    "`python3` read 1 file with credentials (`npm`), then connected to `203.0.113.8:443`, and was refused to reach `203.0.113.9:443`, in step `python3 x.py`.",
  );
  expect(renderSummary(told)).toMatch(/→ connected to 203\.0\.113\.9:443 over tcp, refused\n/);
});

test("a request that carries something is sent", () => {
  const { read, post } = job();
  const rules = [ruleOutcome({ tags: ROTATE }, [read("/home/u/.npmrc")])];
  const told = report({
    outcome: { result: "detected", rules },
    destinations: reached(post("evil.example")),
  });
  expect(headlineOf(told)).toContain(" and sent data to `evil.example`, in step");
});

test("what was reached before anything was read is not said to come after it", () => {
  const { read, connect } = job({ ...PROCESS, package: "bad" });
  const before = connect("203.0.113.9", 443);
  const rules = [ruleOutcome({ tags: ROTATE }, [read("/home/u/.npmrc")])];
  const told = report({ outcome: { result: "detected", rules }, destinations: reached(before) });
  expect(headlineOf(told)).toBe(
    "`bad`'s script read 1 file with credentials (`npm`), in step `python3 x.py`.",
  );
});

test("where a rule has kept fewer matches than there were, there may be more", () => {
  const rules = [ruleOutcome({ tags: ROTATE }, [job().read("/home/u/.npmrc")], 5)];
  expect(headlineOf(report({ outcome: { result: "detected", rules } }))).toContain(
    "read at least 1 file with credentials",
  );
});

test("of a rule without tags its name is all there is to say", () => {
  const process = { exec_path: "/opt/x", argv: ["x"] };
  const event = job(process).read("/a");
  const rules = [ruleOutcome({ name: "Odd" }, [event]), ruleOutcome({ ruleId: "other" }, [event])];
  expect(headlineOf(report({ outcome: { result: "detected", rules } }))).toBe(
    "`x` opened `/a` for reading (flags 0) (`Odd` and 1 more rule).",
  );
});

test("the worst incident is told, and the others are counted", () => {
  const one = job().read("/a");
  const other = job({ exec_path: "/opt/x", argv: ["x"] }).read("/b");
  const rules = [
    ruleOutcome({ ruleId: "mild", tags: { severity: "low" } }, [one]),
    ruleOutcome({ ruleId: "grave", tags: { severity: "high" } }, [{ ...other, index: 1 }]),
  ];
  expect(headlineOf(report({ outcome: { result: "detected", rules } }))).toBe(
    "`x` opened `/b` for reading (flags 0) (`grave`). And 1 more incident: `python3`.",
  );
});

test("what runs later is told as a change, but only where a rule that fails the job is about it", () => {
  const event = job({ ...PROCESS, action: "evil/action@v1" }).write("/home/u/.bashrc");
  const tags = { attack: "T1546.004" };
  const failing = [ruleOutcome({ tags }, [event])];
  expect(headlineOf(report({ outcome: { result: "detected", rules: failing } }))).toBe(
    "the action `evil/action@v1` left changes in `/home/u/.bashrc`, in step `evil/action@v1`.",
  );
  const both = [
    ruleOutcome({ ruleId: "a", tags, action: "collect" }, [event]),
    ruleOutcome({ name: "B" }, [event]),
  ];
  expect(headlineOf(report({ outcome: { result: "detected", rules: both } }))).not.toContain("left changes");
});

test.each([
  ["is cut by an open", { flags: 0o1001 }, "left changes in `/home/u/.bashrc`"],
  ["is made by an open", { flags: 0o301 }, "left changes in `/home/u/.bashrc`"],
  ["may have been there before", { flags: 0o101 }, "opened `/home/u/.bashrc` for writing"],
  ["is opened to be written behind its end", { flags: 0o2101 }, "opened `/home/u/.bashrc` for writing"],
  ["was to be made, and not by O_EXCL alone", { flags: 0o201 }, "opened `/home/u/.bashrc` for writing"],
])("what was done to a file that %s is told as it was recorded", (_what, { flags }, deed) => {
  const event = new JsonEventReader().event({
    event_type: "file_open",
    process: PROCESS,
    payload: { path: "/home/u/.bashrc", is_read: false, is_write: true, flags },
  });
  const rules = [ruleOutcome({ tags: { attack: "T1546.004" } }, [event])];
  expect(headlineOf(report({ outcome: { result: "detected", rules } }))).toBe(
    `\`python3\` ${deed}, in step \`python3 x.py\`.`,
  );
});

test("a change is one that any event shows, and a file that is gone stays nowhere", () => {
  const reader = new JsonEventReader();
  const at = (event_type: string, payload: object) => reader.event({ event_type, process: PROCESS, payload });
  const append = (path: string) => at("file_open", { path, is_read: false, is_write: true, flags: 0o2101 });
  const events = [
    append("/h/.bashrc"),
    at("file_truncate", { path: "/h/.bashrc", size: 7 }),
    at("file_move", { from_path: "/tmp/x", to_path: "/h/.profile" }),
    at("file_link", { path: "/tmp/x", created_path: "/h/.zshrc", is_symbolic: false }),
    append("/h/.bash_login"),
  ].map((event, index) => ({ ...event, index }));
  const rules = [ruleOutcome({ tags: { attack: "T1546.004" } }, events)];
  const outcome = { result: "detected" as const, rules };
  expect(headlineOf(report({ outcome }))).toContain(
    "left changes in `/h/.bashrc`, `/h/.profile`, and `/h/.zshrc` and opened `/h/.bash_login` for writing, in step",
  );
  const parts = report({ outcome, removed: new Set(["/h/.profile", "/h/.zshrc", "/h/.bash_login"]) });
  expect(headlineOf(parts)).toContain(
    "left changes in `/h/.bashrc` and opened or changed `/h/.profile`, `/h/.zshrc`, and `/h/.bash_login`, removed since then, in step",
  );
  const { failing, families } = overviewOf(parts);
  const steps = nextSteps(parts, failing, families).map((step) => step.map(({ text }) => text).join(""));
  expect(steps).toContain("On a runner of your own, set the machine up anew: /h/.bashrc may be run later.");
});

test("that the runner's own process was reached is the first thing to say", () => {
  const event = new JsonEventReader().event({
    event_type: "process_access",
    process: PROCESS,
    payload: { access: "memory", target: { exec_path: "/bin/Runner.Worker", argv: [], is_runner: true } },
  });
  const rules = [ruleOutcome({ eventKind: "process_access", tags: { attack: "T1003.007" } }, [event])];
  expect(headlineOf(report({ outcome: { result: "detected", rules } }))).toBe(
    "`python3` reached into the runner's own process, in step `python3 x.py`.",
  );
});

test("a job in which no rule fails has no headline of facts", () => {
  const rules = [ruleOutcome({ action: "collect" }, [job().read("/a")])];
  expect(headlineOf(report({ outcome: { result: "passed", rules } }))).toBe("");
});

test("a program that matched by being executed is not said to have executed itself", () => {
  const exec = (more: object) =>
    new JsonEventReader().event({
      event_type: "process_exec",
      process: { exec_path: "/usr/bin/nc", argv: ["nc"], ...more },
      payload: { is_memfd: false },
    });
  const told = (more: object) =>
    headlineOf(
      report({ outcome: { result: "detected", rules: [ruleOutcome({ name: "N" }, [exec(more)])] } }),
    );
  expect(told({})).toBe("`nc` was executed (`N`).");
  expect(told({ package: "p" })).toBe("`p`'s script executed `/usr/bin/nc` (`N`).");
});

test("what went to the machine itself is told so, and nobody is sent to look for it elsewhere", () => {
  const { read, connect } = job();
  const matched = [read("/home/u/.npmrc"), connect("127.0.0.1", 4000), connect("203.0.113.9", 443)];
  const rules = [ruleOutcome({ tags: ROTATE }, matched)];
  const destinations = reached(...matched.slice(1));
  const parts = report({ outcome: { result: "detected", rules }, destinations });
  const steps = nextSteps(parts, overviewOf(parts).failing, overviewOf(parts).families);
  const text = steps.map((step) => step.map(({ text }) => text).join("")).join("\n");
  expect(text).toContain("Look in other jobs for what reached 203.0.113.9:443.");
  expect(text).not.toContain("127.0.0.1");
  expect(text).not.toContain("There can be more to renew");
  expect(text).toContain("Renew too the secrets that these steps had in their environment");
});

test("what was sent before the read, or by another connection than the one that sends, is not said to be sent", () => {
  const { read, connect, post } = job();
  const at = <E extends object>(event: E, index: number): E => ({ ...event, index });
  const early = [
    at(post("localhost"), 0),
    at(read("/home/u/.npmrc"), 1),
    at(connect("203.0.113.80", 443), 2),
  ];
  const rules = [ruleOutcome({ tags: ROTATE }, [early[1] as ReturnType<typeof read>])];
  const told = (events: readonly ReturnType<typeof read>[]) =>
    headlineOf(report({ outcome: { result: "detected", rules }, destinations: reached(...events) }));
  expect(told([early[0], early[2]] as ReturnType<typeof read>[])).toContain(
    "then connected to `203.0.113.80:443`",
  );
  const later = [
    at(connect("203.0.113.80", 443), 2),
    at(connect("203.0.113.9", 80), 3),
    at(post("evil.example"), 4),
  ];
  expect(told(later as ReturnType<typeof read>[])).toContain(
    "sent data to `203.0.113.9:80`, and then connected to `203.0.113.80:443`",
  );
});

test("who listens at port 53 elsewhere is no resolver", () => {
  const { read, connect } = job();
  const matched = read("/home/u/.npmrc");
  const rules = [ruleOutcome({ tags: ROTATE }, [matched])];
  const resolvers = ["127.0.0.53", "10.0.0.2", "168.63.129.16"].map((ip) => connect(ip, 53));
  const told = (destinations: ReturnType<typeof reached>) =>
    headlineOf(report({ outcome: { result: "detected", rules }, destinations }));
  expect(told(reached(...resolvers))).not.toContain("connected");
  expect(told(reached(...resolvers, connect("198.51.100.66", 53)))).toContain(
    "connected to `198.51.100.66:53`",
  );
});

test("decoys that are as bad do not take the headline from who reads credentials and sends", () => {
  const at = <E extends object>(event: E, index: number): E => ({ ...event, index });
  const decoys = [0, 1, 2].map((n) =>
    at(job({ exec_path: `/opt/decoy${n}`, argv: ["decoy"] }).write("/etc/cron.d/x"), n),
  );
  const attack = job({ exec_path: "/opt/attack", argv: ["attack"] });
  const read = at(attack.read("/home/u/.npmrc"), 7);
  const post = at(attack.post("evil.example"), 8);
  const severity = "high";
  const rules = [
    ruleOutcome({ ruleId: "cron", tags: { attack: "T1053", severity } }, decoys),
    ruleOutcome({ ruleId: "npm", tags: { ...ROTATE, severity } }, [read]),
  ];
  const told = headlineOf(report({ outcome: { result: "detected", rules }, destinations: reached(post) }));
  expect(told).toBe(
    "`attack` read 1 file with credentials (`npm`) and sent data to `evil.example`. And 3 more incidents: `decoy0`, `decoy1`, `decoy2`.",
  );
});

test("what was done is told worst first: reading and sending, reading, sending, staying, all else", () => {
  const of = (name: string) => job({ exec_path: `/opt/${name}`, argv: [name] });
  const [both, reader, sender, stays, other] = ["both", "reader", "sender", "stays", "other"].map(of);
  if (!both || !reader || !sender || !stays || !other) throw new Error("There are five.");
  const rules = [
    ruleOutcome({ ruleId: "other" }, [other.read("/a")]),
    ruleOutcome({ ruleId: "stay", tags: { attack: "T1546.004" } }, [stays.write("/h/.bashrc")]),
    ruleOutcome({ ruleId: "send", tags: { attack: "T1041" } }, [sender.post("evil.example")]),
    ruleOutcome({ ruleId: "read", tags: ROTATE }, [reader.read("/h/.npmrc"), both.read("/h/.npmrc")]),
    ruleOutcome({ ruleId: "send too", tags: { attack: "T1041" } }, [both.post("evil.example")]),
  ].map((outcome, place) => ({
    ...outcome,
    matches: outcome.matches.map((event, n) => ({ ...event, index: 10 * place + n })),
  }));
  const { failing } = overviewOf(report({ outcome: { result: "detected", rules } }));
  expect(failing.map(({ actor }) => actor.name)).toEqual(["both", "reader", "sender", "stays", "other"]);
});

test("where not all matches or destinations are kept, no number and no list claims to be all", async () => {
  const { read, connect, write } = job({ exec_path: "/opt/x", argv: ["x"], package: "bad" });
  const events = [read("/h/.npmrc"), write("/h/.bashrc")].map((event, index) => ({ ...event, index }));
  const other = { ...job({ exec_path: "/opt/y", argv: ["y"] }).read("/h/.npmrc"), index: 9 };
  const [first, second] = events;
  if (first === undefined || second === undefined) throw new Error("There are two.");
  const keeper = new DestinationKeeper();
  for (let n = 0; n < 2000; n++) keeper.add({ ...connect(`203.0.${n >> 8}.${n & 255}`, 443), index: 10 + n });
  const rules = [
    ruleOutcome({ ruleId: "read", tags: ROTATE }, [first, other], 50),
    ruleOutcome({ ruleId: "stay", tags: { attack: "T1546.004" } }, [second], 50),
  ];
  const parts = report({ outcome: { result: "detected", rules }, destinations: keeper.destinations() });
  expect(headlineOf(parts)).toMatch(
    /^`bad`'s script read at least 1 file with credentials \(`npm`\), then connected to at least `203\.0\.0\.0:443`, `203\.0\.7\.207:443` and \d+ more, and left changes in at least `\/h\/\.bashrc`\. And at least 1 more incident: `y`\.$/,
  );
  const { leftOut } = keeper.destinations();
  expect(leftOut).toBeGreaterThan(1000);
  const sentence = /Where [\d,]+ connections and requests more went is not told/;
  const summary = renderSummary(parts);
  expect(summary).toMatch(sentence);
  expect(summary).toContain("<h3><code>bad</code>&#39;s script: at least 2 events</h3>");
  expect(summary).toContain("→ connected to 203.0.7.207:443 over tcp");
  expect(summary).toContain("and others that report.html has.");
  expect(summary).toContain("<li>There can be more to renew than the table has: ");
  expect(renderText(parts)).toMatch(sentence);
  expect(JSON.parse(renderMatches(parts)).coverage.untold_destinations).toBe(leftOut);
  const page = [...htmlDocument("<!-- data -->", parts, new HtmlEvents())].join("");
  const data = Buffer.from(/^report (\S+)$/m.exec(page)?.[1] ?? "", "base64");
  expect(inflateRawSync(data).toString()).toMatch(sentence);
  const messages = annotations(parts).map(({ message }) => message);
  expect(messages[0]).toContain("then connected to at least 203.0.0.0:443");
});

test("a job in which no failing rule was about credentials is not told to renew any", () => {
  const rules = [ruleOutcome({ action: "collect", tags: ROTATE }, [job().read("/h/.npmrc")], 50)];
  const parts = report({ outcome: { result: "passed", rules } });
  expect(nextSteps(parts, overviewOf(parts).failing, overviewOf(parts).families)).toEqual([]);
});
