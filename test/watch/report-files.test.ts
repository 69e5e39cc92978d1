import { expect, test } from "vitest";
import { HtmlEvents } from "../../src/report/html/events.ts";
import { makeOutputs } from "../../src/watch/outputs.ts";
import { fileOutputs } from "../../src/watch/report-files.ts";
import { REPORT_NAMES } from "../artifact-names.ts";
import { report } from "../report/reports.ts";

test("each file of a report is made by itself: one that cannot be written costs only itself", async () => {
  const written = new Map<string, string | Iterable<string>>();
  const place = {
    pathOf: (name: string) => `/out/${name}`,
    write: async (name: string, text: string | Iterable<string>) => {
      if (name === "matches.json") throw new Error("the disk is full");
      written.set(name, text);
    },
  };
  const html = { page: () => "<html><!-- data --></html>\n}\n", events: new HtmlEvents() };
  expect(await makeOutputs(fileOutputs(report({}), html, place))).toEqual([
    { name: "matches.json", failed: "/out/matches.json was not written", reason: "the disk is full" },
  ]);
  expect(["matches.json", ...written.keys()]).toEqual(REPORT_NAMES);
  expect([...written.values()].every((text) => [...text].join("").endsWith("}\n"))).toBe(true);
});
