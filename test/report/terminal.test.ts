import { expect, test } from "vitest";
import { WATCHED_KIND_NAMES } from "../../src/kinds/index.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderText } from "../../src/report/terminal.ts";
import { CURL_EXEC, event, HOSTILE, NPMRC_READ, RECORDED, report, ruleOutcome, WHOLE } from "./reports.ts";

test("a clean run is told in three lines", () => {
  const hooks = WATCHED_KIND_NAMES.length;
  expect(renderText(report({}))).toBe(
    [
      "✅ Runwarden: passed",
      "No rule matched.",
      `Coverage: source tracepoint · scope job · ${hooks} of ${hooks} hooks live · 1,246 events · 0 dropped · 14 rules loaded`,
      "",
    ].join("\n"),
  );
});

test("a detection is told with its lineage", async () => {
  const rules = [
    ruleOutcome(
      {},
      Array.from({ length: 4 }, () => event(NPMRC_READ)),
      9,
    ),
    ruleOutcome({ action: "collect", ruleId: "curl" }, [event(CURL_EXEC)]),
  ];
  const coverage = {
    ...WHOLE,
    faults: [{ code: "no-trailer" as const }],
    dropped: { ...WHOLE.dropped, domain: 1 },
  };
  const warnings = [{ kind: "w", message: "m" }];
  const text = renderText(
    report({ outcome: { result: "detected", rules }, coverage, warnings, recorded: RECORDED }),
  );
  await expect(text).toMatchFileSnapshot("golden/detected.txt");
});

test("what fails the job comes first, the worst before, and others in the order of the rules", () => {
  const severities = [undefined, "low", "high", "critical", undefined, "high"];
  const actions = ["collect", "detect", "collect", "terminate", "detect", "detect"] as const;
  const rules = actions.map((action, n) => {
    const { [n]: severity } = severities;
    const tags = severity === undefined ? {} : { severity };
    return ruleOutcome({ action, tags, ruleId: `r${n}` }, [event(NPMRC_READ)]);
  });
  const text = renderText(report({ outcome: { result: "terminated", rules } }));
  const order = [...text.matchAll(/acme\/credentials\/(r\d)/g)].map(([, id]) => id);
  expect(order).toEqual(["r3", "r5", "r4", "r1", "r2", "r0"]);
});

test("what is painted is the text, and nothing else of it changes", () => {
  const rules = [ruleOutcome({}, [event(NPMRC_READ)])];
  const detected = report({ outcome: { result: "detected", rules } });
  const painted = renderText(detected, (tone, text) => `<${tone}>${text}</>`);
  expect(painted).toMatch(/^<bad>🛑 Runwarden: detected<\/>\n/);
  expect(painted).toContain("<minor>    | ");
  expect(painted.replace(/<\/?\w*>/g, "")).toBe(renderText(detected));
});

test("no line of a hostile job is a workflow command or moves the cursor", () => {
  const hostile = event({
    ...NPMRC_READ,
    process: { exec_path: HOSTILE, argv: ["::error::x", "\n::add-mask::x", "\u001b[2J"] },
    payload: { ...NPMRC_READ.payload, path: "\n::error::y" },
  });
  const rules = [ruleOutcome({ rulesetId: "::warning::z" }, [hostile])];
  const text = renderText(report({ outcome: { result: "detected", rules } }));
  expect(text).not.toMatch(/^\s*::/m);
  expect(text).not.toContain("##[");
  expect(text).not.toContain("\u001b");
});

test("of a rule that many have matched, each is shown before anybody is shown twice", () => {
  const by = (exec_path: string) => event({ ...NPMRC_READ, process: { exec_path, argv: ["x"], pid: 1 } });
  const matches = ["/d", "/d", "/d", "/d", "/attack", "/other", "/d"].map(by);
  const text = renderText(report({ outcome: { result: "detected", rules: [ruleOutcome({}, matches)] } }));
  const shown = text.split("\n").filter((line) => line.startsWith("    | "));
  expect(shown).toEqual(["/d", "/attack", "/other"].map((path) => `    | ${path} (as x) [pid 1]`));
  expect(text).toContain("… and 4 more");
});

test("a job that no rule looked at has not passed, in any form; where something is wrong, that is told", () => {
  const unjudged = report({ rulesLoaded: 0 });
  const said =
    "There was no rule, so this only says what was recorded. Rules of your own judge it, and those";
  expect(renderText(unjudged)).toMatch(new RegExp(`^⚠️ Runwarden: nothing was judged\\n${said}`));
  expect(renderText(unjudged, (tone, text) => `<${tone}>${text}`)).toMatch(/^<doubtful>/);
  expect(renderSummary(unjudged)).toMatch(new RegExp(`^## ⚠️ Runwarden: nothing was judged\\n\\n${said}`));
  const tampered = report({ rulesLoaded: 0, coverage: { ...WHOLE, faults: [{ code: "no-trailer" }] } });
  expect(renderText(tampered)).toMatch(/^⚠️ Runwarden: tampered\n/);
});
