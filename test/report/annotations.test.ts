import { expect, test } from "vitest";
import {
  annotationCommand,
  annotations,
  failureCommand,
  lateAnnotations,
  placedAnnotation,
} from "../../src/report/annotations.ts";
import { event, HOSTILE, NPMRC_READ, report, ruleOutcome, WHOLE } from "./reports.ts";

test("a clean job has none", () => {
  expect(annotations(report({}))).toEqual([]);
});

test("an incident says what happened in one line, with the rules that found it", () => {
  const rules = [
    ruleOutcome({ tags: { rotate: "npm: npmjs.com" } }, [event(NPMRC_READ)], 3),
    ruleOutcome({ ruleId: "told", action: "collect" }, [event(NPMRC_READ)]),
  ];
  expect(annotations(report({ outcome: { result: "detected", rules } }))).toEqual([
    {
      level: "error",
      title: "Runwarden: cat",
      message:
        "cat read at least 1 file with credentials (npm). (acme/credentials/npmrc_read and 1 more rule)",
    },
  ]);
});

test("what came late is told in the same way", () => {
  const faults = [{ code: "not-followed", reason: "gone" }] as const;
  expect(lateAnnotations([ruleOutcome({ name: "Read" }, [event(NPMRC_READ)])], faults)).toEqual([
    {
      level: "error",
      title: "Runwarden: the event log cannot be trusted",
      message: expect.stringContaining("gone"),
    },
    {
      level: "error",
      title: "Runwarden: cat",
      message: "cat opened /home/runner/.npmrc for reading (flags 0) (Read). (acme/credentials/npmrc_read)",
    },
  ]);
});

test("a warning about a rule stands on its line, and others have no place", () => {
  const warnings = [
    { kind: "condition_never_true", message: "odd", file: "rules/a.yaml", line: 3, column: 9 },
    { kind: "sink_failed", message: "no room" },
  ];
  expect(annotations(report({ warnings })).map(annotationCommand)).toEqual([
    "::warning title=Runwarden%3A condition_never_true,file=rules/a.yaml,line=3,col=9::odd",
    "::warning title=Runwarden%3A rules::sink_failed: no room",
  ]);
});

test("they stay a handful, and below the runner's ten of each level, however much there is to say", () => {
  const rules = Array.from({ length: 50 }, (_, n) =>
    ruleOutcome({}, [
      { ...event({ ...NPMRC_READ, process: { exec_path: `/bin/${n}`, argv: [] } }), index: n },
    ]),
  );
  const dropped = { ...WHOLE.dropped, file_open: 1, domain: 2 };
  const all = annotations(
    report({
      outcome: { result: "detected", rules },
      coverage: { ...WHOLE, dropped, faults: [{ code: "no-trailer" }, { code: "was-stopped" }] },
      warnings: Array.from({ length: 50 }, (_, n) => ({
        kind: "w",
        message: "m",
        file: "a.yaml",
        line: n + 1,
        column: 1,
      })),
    }),
  );
  expect(all.filter(({ level }) => level === "error").length).toBe(6);
  expect(all.filter(({ level }) => level === "warning").length).toBe(6);
  expect(all.map(({ message }) => message)).toContain("46 more incidents in the summary.");
  expect(all.map(({ message }) => message)).toContain("46 more warnings in the summary.");
});

test("names from the job cannot become commands", () => {
  const hostile = event({ ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path: HOSTILE } });
  const [annotation] = annotations(
    report({ outcome: { result: "detected", rules: [ruleOutcome({ ruleId: HOSTILE }, [hostile])] } }),
  );
  expect(`${annotation?.title}${annotation?.message}`).not.toMatch(/\n|##\[|\u202e/);
});

test("an annotation at a place of a rule file has its level, what it is as its title, its place and its text", () => {
  const place = { file: "rules/a.yaml", line: 3, column: 9 };
  expect(annotationCommand(placedAnnotation("error", "wrong", "it is", place))).toBe(
    "::error title=Runwarden%3A wrong,file=rules/a.yaml,line=3,col=9::it is",
  );
});

test("a title and a message are escaped as the runner takes them back", () => {
  const annotation = { level: "error", title: "a: b, c", message: "50%\r\nmore" } as const;
  expect(annotationCommand(annotation)).toBe("::error title=a%3A b%2C c::50%25%0D%0Amore");
  expect(failureCommand("50%\nmore")).toBe("::error::50%25%0Amore");
});

test("what would end a property, the text or the line is escaped", () => {
  const place = { file: "a,b:c%\n.yaml", line: 1, column: 1 };
  expect(annotationCommand(placedAnnotation("warning", "odd", "50% of\r\nit", place))).toBe(
    "::warning title=Runwarden%3A odd,file=a%2Cb%3Ac%25\\x0a.yaml,line=1,col=1::50%25 of\\x0d\\x0ait",
  );
  const line = annotationCommand(placedAnnotation("error", HOSTILE, HOSTILE, { ...place, file: HOSTILE }));
  expect(line).not.toContain("\n");
  expect(line).not.toContain("##[");
});
