import { expect, test } from "vitest";
import { renderLate, renderNotWatched, renderSummary, SUMMARY_LIMIT } from "../../src/report/summary.ts";
import { CURL_EXEC, event, HOSTILE, NPMRC_READ, RECORDED, report, ruleOutcome, WHOLE } from "./reports.ts";

test("a clean job has a short summary", async () => {
  await expect(renderSummary(report({}))).toMatchFileSnapshot("golden/clean.summary.txt");
});

test("a detecting job's summary says what happened and where it came from", async () => {
  const rules = [
    ruleOutcome({ action: "collect", rulesetId: "acme/process", ruleId: "curl", eventKind: "process_exec" }, [
      event(CURL_EXEC),
    ]),
    ruleOutcome(
      {
        name: "npm credentials read",
        description: "What: a program reads .npmrc.\nWhy: it holds a token.\n",
        maxAlerts: 1,
        tags: { severity: "high" },
        modifiers: ["acme-first-week", "acme-health-check"],
      },
      [event(NPMRC_READ)],
      3,
    ),
  ];
  const text = renderSummary(report({ outcome: { result: "detected", rules }, recorded: RECORDED }));
  await expect(text).toMatchFileSnapshot("golden/detected.summary.txt");
});

test("a job whose log is damaged, watched late and in part, says all of it before anything else", async () => {
  const text = renderSummary(
    report({
      coverage: {
        ...WHOLE,
        hooks: { ...WHOLE.hooks, domain: "missing", file_open: "partial" },
        dropped: { ...WHOLE.dropped, file_open: 7 },
        droppedLineage: 1,
        faults: [{ code: "truncated", place: { offset: 16, block: 0 } }],
      },
      recorded: { job: { startedBy: "main", context: {} } },
      tampering: [{ code: "collector-gone", reason: "it <b>does</b> not answer" }],
      warnings: [
        {
          kind: "max_alerts_out_of_range",
          file: "a.yaml",
          line: 3,
          column: 9,
          message: "rule <b>r</b> has max_alerts: 1000",
        },
      ],
    }),
  );
  await expect(text).toMatchFileSnapshot("golden/tampered.summary.txt");
});

test("what came after the report was made is told with its rules, and escaped", () => {
  const rules = [ruleOutcome({}, [event({ ...NPMRC_READ, payload: { path: HOSTILE } })])];
  const text = renderLate(rules, [{ code: "not-followed", reason: "<b>gone</b>" }]);
  expect(text).toMatch(/^## 🛑 Runwarden: after the report was made\n/);
  expect(text).toContain("it was written: &lt;b&gt;gone&lt;/b&gt;.");
  expect(text).toContain("<code>npmrc_read</code> · 1 match");
  expect(text).not.toContain("<img");
  expect(renderLate(rules, [])).not.toContain("cannot be trusted");
});

test("an incomplete job's summary says how much is missing", () => {
  const coverage = { ...WHOLE, dropped: { ...WHOLE.dropped, file_open: 1 } };
  expect(renderSummary(report({ coverage }))).toMatch(
    /^## ⚠️ Runwarden: incomplete\n\n1 event or record that the rules ask for could not be recorded/,
  );
});

test("a job that was not watched is never said to be without matches", async () => {
  const text = renderNotWatched("The kernel cannot be watched here: <no rights>.\nUse --privileged.");
  await expect(text).toMatchFileSnapshot("golden/not-watched.summary.txt");
});

test("with hooks missing, no rule that matched is not the whole truth", () => {
  const coverage = { ...WHOLE, hooks: { ...WHOLE.hooks, domain: "missing" as const } };
  const text = renderSummary(report({ coverage }));
  expect(text).toContain("No rule matched in what was watched.");
  expect(text).toContain("<li>domain was not watched: its hooks could not be attached.</li>");
});

test("names from the job stay text, wherever they stand", async () => {
  const hostile = event({
    event_type: "file_link",
    process: {
      exec_path: HOSTILE,
      argv: [HOSTILE, HOSTILE],
      ancestors: [{ exec_path: HOSTILE, argv: [HOSTILE, "</pre></details>\n\n# big"] }],
    },
    payload: { created_path: HOSTILE, existing_path: "</code>\n\n<h1>", is_symlink: true },
    tags: ["<b>"],
  });
  const rule = {
    rulesetId: "<script>",
    ruleId: "r",
    name: "a\n\n# b",
    description: "<img>\n\n# big",
    tags: { "<i>": "`" },
    modifiers: ["<m>\n\n# c"],
  };
  const text = renderSummary(
    report({
      outcome: { result: "detected", rules: [ruleOutcome(rule, [hostile])] },
      recorded: { job: { startedBy: "pre", context: { ref: HOSTILE } } },
      warnings: [{ kind: "<w>", message: HOSTILE }],
    }),
  );
  await expect(text).toMatchFileSnapshot("golden/hostile.summary.txt");
  const withoutOurTags = text.replace(
    /<\/?(?:details|details open|summary|code|pre|p|sub|b|h3|ul|li|br)>/g,
    "",
  );
  expect(withoutOurTags).not.toContain("<");
  expect(text.match(/^\s*(?:::|#).*/gm)).toEqual(["## 🛑 Runwarden: detected"]);
  expect(text).not.toContain("##[");
});

test("every line with data of the job stands inside an HTML block, where Markdown is not read", () => {
  const hostile = event({ ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path: HOSTILE } });
  const rules = [ruleOutcome({ description: HOSTILE }, [hostile, hostile])];
  const text = renderSummary(report({ outcome: { result: "detected", rules } }));
  for (const block of text.split("\n\n").filter((part) => part.includes("pwned"))) {
    expect(block.trimStart()).toMatch(/^<(h3|details|p|ul)\b/);
  }
});

test("the runner's limit is kept with 100 rules, 100 matches each, and 4 KiB of arguments that grow when escaped", () => {
  const argv = ["sh", ...Array.from({ length: 40 }, () => '<&"'.repeat(34))];
  const process = {
    exec_path: "/bin/sh",
    argv,
    ancestors: Array.from({ length: 64 }, () => ({ exec_path: "/bin/sh", argv })),
  };
  const matches = Array.from({ length: 100 }, () => event({ ...NPMRC_READ, process }));
  const rules = Array.from({ length: 100 }, (_, index) =>
    ruleOutcome({ ruleId: `rule_${index}`, description: "<".repeat(4096), maxAlerts: 100 }, matches, 5000),
  );
  const text = renderSummary(report({ outcome: { result: "detected", rules } }));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(Buffer.byteLength(text)).toBeGreaterThan(SUMMARY_LIMIT / 2);
  for (const { rule } of rules) expect(text).toContain(`<code>${rule.ruleId}</code>`);
  expect(text).toMatch(/\d+ matches left out here for the summary's size; matches.json has them./);
  expect(text.split("<details").length).toBe(text.split("</details>").length);
});

test("the runner's limit is kept with more rules than there is room for", () => {
  const rules = Array.from({ length: 5000 }, (_, index) =>
    ruleOutcome({ ruleId: `rule_${index}`, description: "&".repeat(4096) }, [event(NPMRC_READ)]),
  );
  const text = renderSummary(report({ outcome: { result: "detected", rules } }));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(text).toMatch(/\d+ more rules matched and are left out here/);
});

test("the scope of the machine, or processes adopted into that of the job, are told", () => {
  const machine = renderSummary(
    report({ coverage: { ...WHOLE, reach: { scope: "machine", adoption: "missing", adopted: 0 } } }),
  );
  expect(machine).toMatch(/source tracepoint · scope machine · (\d+) of \1 hooks live/);
  expect(machine).toContain("Every process of the machine was watched");
  const job = renderSummary(
    report({ coverage: { ...WHOLE, reach: { scope: "job", adoption: "partial", adopted: 2 } } }),
  );
  expect(job).toMatch(/source tracepoint · scope job, 2 processes adopted · (\d+) of \1 hooks live/);
  expect(job).toContain("What the job made others start was not watched, or not all of it");
});
