import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { deliver } from "../../src/github/delivery.ts";
import { HtmlEvents } from "../../src/report/html/events.ts";
import { DEFAULT_POLICY } from "../../src/watch/verdict.ts";
import { REPORT_NAMES } from "../artifact-names.ts";
import { report } from "../report/reports.ts";

/** What is delivered, and the names of the files that were uploaded; `page` gives the page. */
async function delivered(page: () => string) {
  const folder = mkdtempSync(join(tmpdir(), "runwarden-delivery-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const handOver = {
    policy: DEFAULT_POLICY,
    artifact: { name: "runwarden", retentionDays: 0, log: "full" as const },
  };
  const html = { page, events: new HtmlEvents() };
  const uploaded: string[] = [];
  const post = await deliver(report({}), handOver, folder, html, async ({ name, files }) => {
    for (const file of files) uploaded.push(`${file.name} ${readFileSync(file.path, "utf8").slice(0, 20)}`);
    return { id: 7, name, leftOut: [] };
  });
  return { post, uploaded };
}

test("report.html is in the artifact", async () => {
  const { post, uploaded } = await delivered(() => "<!doctype html><!-- data -->");
  expect(uploaded).toContain("report.html <!doctype html><scri");
  expect(post.outputs).toMatchObject({ "artifact-id": "7" });
});

test("a page that the job has removed costs report.html alone, and is told", async () => {
  const { post, uploaded } = await delivered(() => {
    throw new Error("ENOENT: no such file or directory");
  });
  expect([...uploaded.map((file) => file.split(" ")[0]), "report.html"]).toEqual(REPORT_NAMES);
  expect(post.lines.join("\n")).toContain("report.html was not written: ENOENT: no such file or directory.");
  expect(post.exit_code).toBe(0);
});
