import { expect, test } from "vitest";
import { annotations } from "../../src/report/annotations.ts";
import { event, HOSTILE, NPMRC_READ, report, ruleOutcome, WHOLE } from "./reports.ts";

test("a clean job has none", () => {
  expect(annotations(report({}))).toEqual([]);
});

test("a detection says what happened in one line", () => {
  const rules = [
    ruleOutcome({}, [event(NPMRC_READ)], 3),
    ruleOutcome({ action: "collect" }, [event(NPMRC_READ)]),
  ];
  expect(annotations(report({ outcome: { result: "detected", rules } }))).toEqual([
    {
      level: "error",
      title: "Runwarden: detect acme/credentials/npmrc_read",
      message:
        "acme/credentials/npmrc_read: /usr/bin/cat /home/runner/.npmrc opened /home/runner/.npmrc for reading (flags 0) (3 matches)",
    },
  ]);
});

test("they stay below the runner's ten of each level, however much there is to say", () => {
  const rules = Array.from({ length: 50 }, () => ruleOutcome({}, [event(NPMRC_READ)]));
  const dropped = { ...WHOLE.dropped, file_open: 1, domain: 2 };
  const all = annotations(
    report({
      outcome: { result: "detected", rules },
      coverage: { ...WHOLE, dropped, faults: [{ code: "no-trailer" }, { code: "was-stopped" }] },
      warnings: Array.from({ length: 50 }, () => ({ kind: "w", message: "m" })),
    }),
  );
  expect(all.filter(({ level }) => level === "error").length).toBe(9);
  expect(all.filter(({ level }) => level === "warning").length).toBe(2);
  expect(all.map(({ message }) => message)).toContain("43 more rules matched.");
});

test("names from the job cannot become commands", () => {
  const hostile = event({ ...NPMRC_READ, payload: { ...NPMRC_READ.payload, path: HOSTILE } });
  const [annotation] = annotations(
    report({ outcome: { result: "detected", rules: [ruleOutcome({ ruleId: HOSTILE }, [hostile])] } }),
  );
  expect(`${annotation?.title}${annotation?.message}`).not.toMatch(/\n|##\[|\u202e/);
});
