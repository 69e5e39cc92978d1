import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { deliver, type Send } from "../../src/github/delivery.ts";
import type { ArtifactUpload } from "../../src/github/upload.ts";
import { HtmlEvents } from "../../src/report/html/events.ts";
import { DEFAULT_POLICY } from "../../src/watch/verdict.ts";
import { REPORT_NAMES } from "../artifact-names.ts";
import { report } from "../report/reports.ts";

/** What is delivered, and the names of the files that were uploaded; `page` gives the page. */
async function delivered(page: () => string, send?: Send) {
  const folder = mkdtempSync(join(tmpdir(), "runwarden-delivery-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const handOver = {
    policy: DEFAULT_POLICY,
    artifact: { name: "runwarden", retentionDays: 0, log: "full" as const },
  };
  const html = { page, events: new HtmlEvents() };
  const uploaded: string[] = [];
  const upload = async ({ name, files }: ArtifactUpload) => {
    for (const file of files) uploaded.push(`${file.name} ${readFileSync(file.path, "utf8").slice(0, 20)}`);
    return { id: 7, name, leftOut: [] };
  };
  const post = await deliver(report({}), handOver, folder, html, { upload, send });
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

const PAGE = () => "<!doctype html><!-- data -->";

test("what was sent by OTLP is told", async () => {
  const all = { sent: 3, unsent: 0, isCutShort: false, reason: undefined };
  const { post } = await delivered(PAGE, async () => all);
  expect(post.lines).toContain("3 log records sent by OTLP.");
});

test("what was not sent is a warning and fails nothing, and what the endpoint says of it can command nobody", async () => {
  const reason = "the endpoint has rejected some: \n::error::x";
  const { post } = await delivered(PAGE, async () => ({ sent: 1, unsent: 2, isCutShort: false, reason }));
  expect(post.exit_code).toBe(0);
  const [line] = post.lines.filter((each) => each.includes("otlp-endpoint"));
  expect(line).toMatch(
    /^::warning title=Runwarden%3A not all was sent to otlp-endpoint::1 log record sent by OTLP, and 2 not: /,
  );
  expect(line).not.toContain("\n");
});

test("the report is sent as it stands in the artifact, with what it means for the job", async () => {
  const asked: unknown[] = [];
  await delivered(PAGE, async (sent, isFailure) => {
    asked.push(sent.result, isFailure);
    return { sent: 1, unsent: 0, isCutShort: false, reason: undefined };
  });
  expect(asked).toEqual(["passed", false]);
});
