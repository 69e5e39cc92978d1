import { expect, test } from "vitest";
import { JsonEventReader } from "../../src/events/json.ts";
import { DestinationKeeper } from "../../src/report/destinations.ts";
import { renderLate, renderNotWatched, renderSummary, SUMMARY_LIMIT } from "../../src/report/summary.ts";
import { attackedReport } from "./attacked.ts";
import { CURL_EXEC, event, HOSTILE, NPMRC_READ, RECORDED, report, ruleOutcome, WHOLE } from "./reports.ts";

test("a clean job has a short summary", async () => {
  await expect(renderSummary(report({}))).toMatchFileSnapshot("golden/clean.summary.txt");
});

test("the summary of a real attack says who did what, where it went, what stays, and what to do", async () => {
  await expect(renderSummary(await attackedReport())).toMatchFileSnapshot("golden/attacked.summary.txt");
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
      outcome: {
        result: "detected",
        rules: [ruleOutcome({ name: "npm credentials read" }, [event(NPMRC_READ)])],
      },
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
  expect(text).toContain("<td>🛑 <code>npmrc_read</code></td>");
  expect(text).not.toContain("<img");
  expect(renderLate(rules, [])).not.toContain("cannot be trusted");
});

test("an incomplete job's summary says how much is missing, and what to do", async () => {
  const coverage = { ...WHOLE, dropped: { ...WHOLE.dropped, file_open: 1 } };
  const rules = [ruleOutcome({ action: "collect", name: "npm credentials read" }, [event(NPMRC_READ)])];
  const text = renderSummary(report({ coverage, outcome: { result: "passed", rules } }));
  await expect(text).toMatchFileSnapshot("golden/incomplete.summary.txt");
});

test("a green job has three lines and folds", () => {
  const rules = [ruleOutcome({ action: "collect" }, [event(NPMRC_READ)])];
  const recorded = { ...RECORDED, firstNs: 0n, endNs: 148n * 10n ** 9n };
  for (const parts of [{}, { recorded, outcome: { result: "passed", rules } as const }]) {
    const [head = "", ...folds] = renderSummary(report(parts)).split("<details>");
    expect(head.split("\n\n").filter((line) => line !== "").length).toBe(3);
    expect(folds.length).toBeGreaterThan(0);
    expect(folds.at(-1)?.trimEnd()).toMatch(/<\/details>$/);
  }
});

test("the three lines of a green job say that it was really watched, and when; the first fold says which job it is", () => {
  const text = renderSummary(report({ recorded: { ...RECORDED, firstNs: 0n, endNs: 148n * 10n ** 9n } }));
  expect(text.split("\n\n").slice(0, 3)).toEqual([
    "## ✅ Runwarden: passed",
    "No rule matched.",
    "**Coverage:** source tracepoint · scope job · 17 of 17 hooks live · 1,246 events · 0 dropped · 14 rules loaded · watched 1970-01-01 00:00:00 to 00:02:28 UTC (2 min 28 s)",
  ]);
  for (const line of ["Repository: acme/prod", "Workflow: build", "Job: test", "Run: 17"]) {
    expect(text).toContain(`<li>${line}</li>`);
  }
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
    /<\/?(?:details|summary|code|pre|p|sub|b|h3|h4|ul|li|br|table|tr|td|td rowspan="\d+"|th|th align="left")>/g,
    "",
  );
  expect(withoutOurTags).not.toContain("<");
  expect(text.match(/^\s*(?:::|#).*/gm)).toEqual(["## 🛑 Runwarden: detected"]);
  expect(text).not.toContain("##[");
});

test("every line with data of the job stands inside an HTML block, where Markdown is not read", () => {
  const reader = new JsonEventReader();
  const process = {
    exec_path: HOSTILE,
    argv: [HOSTILE, HOSTILE],
    package: HOSTILE,
    step: HOSTILE,
    ancestors: [
      { exec_path: HOSTILE, argv: [HOSTILE] },
      { exec_path: "/bin/sh", argv: [] },
    ],
  };
  const read = reader.event({ ...NPMRC_READ, process, payload: { ...NPMRC_READ.payload, path: HOSTILE } });
  const connect = reader.event({
    event_type: "network_connect",
    process,
    payload: { remote_ip: HOSTILE, remote_port: 1, protocol: HOSTILE, remote_domains: [HOSTILE] },
  });
  const post = reader.event({
    event_type: "http_request",
    process: { ...process, action: HOSTILE },
    payload: { method: "POST", path: HOSTILE, host: HOSTILE, source: "cleartext" },
  });
  const destinations = new DestinationKeeper();
  for (const event of [connect, post]) destinations.add(event);
  const tags = { severity: HOSTILE, attack: HOSTILE, rotate: `${HOSTILE}: ${HOSTILE}` };
  const rules = [
    ruleOutcome({ rulesetId: HOSTILE, ruleId: HOSTILE, name: HOSTILE, description: HOSTILE, tags }, [read]),
    ruleOutcome({ ruleId: "told", name: HOSTILE, action: "collect" }, [post]),
  ];
  const text = renderSummary(
    report({
      outcome: { result: "detected", rules },
      destinations: destinations.destinations(),
      recorded: { ...RECORDED, living: [read.process] },
    }),
  );
  const blocks = text.split("\n\n").filter((part) => part.includes("pwned"));
  expect(blocks.length).toBeGreaterThan(7);
  for (const block of blocks) expect(block.trimStart()).toMatch(/^<(h3|details|p|ul|table)\b/);
  for (const part of ["##[", "<img", "\u202e", "\u200b", "\udcff", "\u0007"])
    expect(text).not.toContain(part);
  expect(text).not.toMatch(/^\s*::/m);
});

test("the runner's limit is kept with 100 rules, 100 matches each, and 4 KiB of arguments that grow when escaped", () => {
  const argv = ["sh", ...Array.from({ length: 40 }, () => '<&"'.repeat(34))];
  const process = {
    exec_path: "/bin/sh",
    argv,
    ancestors: Array.from({ length: 64 }, () => ({ exec_path: "/bin/sh", argv })),
  };
  const matches = Array.from({ length: 100 }, (_, index) => ({
    ...event({ ...NPMRC_READ, process }),
    index,
  }));
  const rules = Array.from({ length: 100 }, (_, index) =>
    ruleOutcome({ ruleId: `rule_${index}`, description: "<".repeat(4096), maxAlerts: 100 }, matches, 5000),
  );
  const text = renderSummary(report({ outcome: { result: "detected", rules } }));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(text).toContain("… and 88 more rules matched");
  expect(text).toMatch(/more lines left out here; report.html has them./);
  expect(text.split("<details").length).toBe(text.split("</details>").length);
});

test("the runner's limit is kept with more rules, incidents, processes and warnings than there is room for", () => {
  const sentence = "&".repeat(4096);
  const reader = new JsonEventReader();
  const read = (n: number) =>
    reader.event({ ...NPMRC_READ, process: { exec_path: `/${n}/${sentence}`, argv: [sentence, sentence] } });
  const rules = Array.from({ length: 3000 }, (_, index) =>
    ruleOutcome(
      {
        ruleId: `rule_${index}`,
        name: sentence,
        description: sentence,
        tags: { rotate: `${sentence}${index}: x` },
      },
      [read(index)],
    ),
  );
  const many = report({
    outcome: { result: "detected", rules },
    recorded: { ...RECORDED, living: rules.flatMap(({ matches }) => matches.map(({ process }) => process)) },
    warnings: rules.map(({ rule }) => ({ kind: rule.ruleId, message: sentence })),
    tampering: rules.map(() => ({ code: "unreadable", reason: sentence })),
  });
  const text = renderSummary(many);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(text).toContain("**Why the log cannot be trusted**");
  expect(text).toContain("<td>🛑 <code>rule_0</code></td>");
  expect(text).toMatch(/Left out here for the size of a summary: .+\.\n\n$/);
  expect(text.split("<details").length).toBe(text.split("</details>").length);
});

test("what came late is cut to its own, smaller size", () => {
  const rules = Array.from({ length: 500 }, (_, index) =>
    ruleOutcome({ ruleId: `rule_${index}`, name: "<".repeat(4096) }, [event(NPMRC_READ)]),
  );
  const text = renderLate(rules, [{ code: "not-followed", reason: "<".repeat(9000) }]);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16 * 1024);
  expect(text).toContain("<code>rule_0</code>");
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
