import { afterEach, beforeEach, expect, test } from "vitest";
import { attribute, Receiver, status } from "../otlp/receiver.ts";
import { JobFolder, type JobOptions, runJob, stage } from "../runner/run-job.ts";
import { FIND_GUARDS, forget, guardsOf } from "./guards.ts";
import { MARKER_RULE } from "./marker-rule.ts";

let receiver: Receiver;

beforeEach(async () => {
  receiver = await Receiver.start();
});

afterEach(() => receiver.stop());

const SECRET = "s3cr3t-of-the-fleet";

/** A job that reads a file named marker; nothing of it goes into an artifact. */
async function run(folder: JobFolder, inputs: JobOptions["inputs"], command = "cat marker") {
  return runJob(folder, {
    inputs: {
      rules: MARKER_RULE,
      baseline: "off",
      "artifact-name": "",
      "otlp-endpoint": receiver.endpoint,
      "otlp-headers": `authorization=Bearer%20${SECRET}\nx-tenant=7`,
      ...inputs,
    },
    steps: [{ run: `touch marker; ${command}` }],
  });
}

test("verdict and matches of a job arrive, with the job they are of, and the secret of the headers is nowhere else", async () => {
  using folder = new JobFolder();
  const result = await run(folder, {}, `cat marker; /bin/echo token ${SECRET} >marker`);
  const post = stage(result, "post");
  expect(post.outcome).toBe("failure");
  expect(post.log).toMatch(/^\d+ log records sent by OTLP\.$/m);
  const [verdict, ...matches] = receiver.records;
  expect(verdict).toMatchObject({ eventName: "runwarden.verdict", severityText: "ERROR" });
  expect(attribute(verdict?.attributes ?? [], "runwarden.is_failure")).toEqual({ boolValue: true });
  expect(matches.length).toBeGreaterThan(0);
  for (const { eventName, attributes } of matches) {
    expect(eventName).toBe("runwarden.match");
    expect(attribute(attributes, "file.path")).toEqual({
      stringValue: expect.stringMatching(/\/marker$/),
    });
  }
  const reader = matches.find(
    ({ attributes }) =>
      JSON.stringify(attribute(attributes, "process.executable.name")) === '{"stringValue":"cat"}',
  );
  expect(reader?.attributes.map(({ key }) => key)).toEqual(
    expect.arrayContaining([
      "process.pid",
      "process.parent_pid",
      "process.creation.time",
      "process.command_args",
    ]),
  );
  const [request] = receiver.received;
  expect(request?.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, "x-tenant": "7" });
  const resource = request?.body.resourceLogs[0]?.resource.attributes ?? [];
  expect(attribute(resource, "cicd.pipeline.task.name")).toEqual({ stringValue: "build" });
  expect(attribute(resource, "vcs.repository.url.full")).toEqual({
    stringValue: "https://github.com/acme/prod",
  });
  expect(JSON.stringify(receiver.received.map(({ body }) => body))).not.toContain(SECRET);
  expect(post.log + post.summary).not.toContain(SECRET);
});

test("all events arrive where they are asked for, and they are those that the report counts", async () => {
  using folder = new JobFolder();
  const result = await run(folder, {
    "otlp-events": "all",
    rules: MARKER_RULE.replaceAll("marker", "other"),
  });
  expect(result.conclusion).toBe("success");
  const [verdict, ...events] = receiver.records;
  const seen = attribute(verdict?.attributes ?? [], "runwarden.events.seen");
  const counts = events.map(({ attributes }) => attribute(attributes, "runwarden.event.count"));
  const sum = counts.reduce<number>(
    (all, each) => all + Number((each as { intValue: string } | undefined)?.intValue ?? 1),
    0,
  );
  expect(seen).toEqual({ intValue: String(sum) });
  expect(events.map(({ eventName }) => eventName)).toEqual(
    expect.arrayContaining(["runwarden.process_exec", "runwarden.file_open"]),
  );
});

test("what cannot be sent is a warning, and fails no job", async () => {
  using folder = new JobFolder();
  receiver.answers.push(status(403));
  const result = await run(folder, { rules: MARKER_RULE.replaceAll("marker", "other") });
  expect(result.conclusion).toBe("success");
  expect(stage(result, "post").issues).toEqual([
    expect.objectContaining({
      message:
        "0 log records sent by OTLP, and 1 not: the endpoint answered 403: check the headers that authorize.",
    }),
  ]);
});

test("where the judge was ended, the post step sends what can still be said", async () => {
  using folder = new JobFolder();
  const end = `${FIND_GUARDS}\nkill -9 $judge; sleep 1`;
  const result = await run(folder, { "otlp-events": "all" }, end);
  forget(guardsOf(result));
  const post = stage(result, "post");
  expect(post.outcome).toBe("failure");
  expect(post.log).toMatch(/^\d+ log records sent by OTLP\.$/m);
  const [verdict] = receiver.records;
  expect(attribute(verdict?.attributes ?? [], "runwarden.result")).toEqual({ stringValue: "tampered" });
  expect(JSON.stringify(attribute(verdict?.attributes ?? [], "runwarden.faults"))).toContain("judge-gone");
});

test("headers that are none fail the job before its first step, and what they are is not told", async () => {
  using folder = new JobFolder();
  const result = await run(folder, { "otlp-headers": SECRET });
  expect(stage(result, "pre").outcome).toBe("failure");
  expect(stage(result, "pre").log).toContain(
    "otlp-headers must be key=value, one a line or separated by commas",
  );
  expect(JSON.stringify(result)).not.toContain(SECRET);
  expect(receiver.received).toEqual([]);
});
