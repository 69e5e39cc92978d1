import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DefaultArtifactClient } from "@actions/artifact";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ResultsService } from "./results-service.ts";
import { JobFolder } from "./run-job.ts";
import { unzip } from "./unzip.ts";

let service: ResultsService;

beforeAll(async () => {
  service = await ResultsService.start();
});

beforeEach(() => {
  service.health = "up";
  service.delayMs = 0;
  service.calls.length = 0;
});

afterAll(() => service.stop());

/** Uploads one file with GitHub's own client, and gives the artifact's id. */
async function upload(name: string, variables = service.variables): Promise<number | undefined> {
  using folder = new JobFolder();
  const path = join(folder.path, "a.txt");
  writeFileSync(path, "text");
  for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, value);
  vi.stubEnv("GITHUB_WORKSPACE", folder.workspace);
  // What the client says of its progress belongs to no test.
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    return (await new DefaultArtifactClient().uploadArtifact(name, [path], folder.path)).id;
  } finally {
    written.mockRestore();
    vi.unstubAllEnvs();
  }
}

test("an artifact that GitHub's client uploads is there", async () => {
  expect(await upload("one")).toBe(service.artifacts.length);
  const { name, zip } = service.artifacts.at(-1) ?? { name: "", zip: Buffer.alloc(0) };
  expect(name).toBe("one");
  expect((await unzip(zip)).get("a.txt")?.toString()).toBe("text");
  expect(service.calls).toEqual(["CreateArtifact 200", "block 201", "blocklist 201", "FinalizeArtifact 200"]);
});

test("a name is refused the second time in a run with GitHub's words, and is free in another run", async () => {
  await upload("twice");
  await expect(upload("twice")).rejects.toThrow(
    "Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run",
  );
  expect(await upload("twice", service.variablesOf("run-2"))).toBe(service.artifacts.length);
});

test("a service that is down, or refuses, is an error at once", async () => {
  service.health = "down";
  await expect(upload("down")).rejects.toThrow(/ECONNRESET/);
  service.health = "forbidden";
  await expect(upload("forbidden")).rejects.toThrow(/non-retryable error: Failed request: \(403\) Forbidden/);
  expect(service.calls).toEqual(["CreateArtifact ended", "CreateArtifact 403"]);
});

test("a service that is unavailable is asked again until it is there", async () => {
  service.health = "unavailable";
  const uploaded = upload("again");
  await vi.waitUntil(() => service.calls.length === 1);
  service.health = "up";
  expect(await uploaded).toBe(service.artifacts.length);
  expect(service.calls.slice(0, 2)).toEqual(["CreateArtifact 503", "CreateArtifact 200"]);
});

test("a slow service answers in the end", async () => {
  service.delayMs = 100;
  const started = performance.now();
  await upload("slow");
  expect(performance.now() - started).toBeGreaterThan(400);
});

test("what was uploaded is listed for its own run alone, and downloaded as it is", async () => {
  const id = await upload("listed", service.variablesOf("run-3"));
  for (const [variable, value] of Object.entries(service.variablesOf("run-3"))) vi.stubEnv(variable, value);
  const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  using folder = new JobFolder();
  try {
    const client = new DefaultArtifactClient();
    const { artifacts } = await client.listArtifacts();
    expect(artifacts.map(({ name, id: listed }) => [name, listed])).toEqual([["listed", id]]);
    await client.downloadArtifact(id ?? 0, { path: folder.path });
    expect(readFileSync(join(folder.path, "a.txt"), "utf8")).toBe("text");
  } finally {
    written.mockRestore();
    vi.unstubAllEnvs();
  }
});
