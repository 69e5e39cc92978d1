import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Outcome } from "../../src/evaluate/evaluation.ts";
import { readLog } from "../../src/events/read-log.ts";
import { deliveryBy } from "../../src/github/delivery.ts";
import { type ArtifactUpload, uploadArtifact } from "../../src/github/upload.ts";
import { type PageJob, readJob } from "../../src/page/job.ts";
import { renderJudgeConfig } from "../../src/watch/judge-config.ts";
import { LiveJudge } from "../../src/watch/live-judge.ts";
import { parseLateReport, parsePostReport } from "../../src/watch/post-report.ts";
import { differencesOf } from "../../src/watch/second-reading.ts";
import { ARTIFACT_NAMES, OUT_NAMES, REPORT_NAMES } from "../artifact-names.ts";
import { block as blockOf, RECORDS, record } from "../log/log-bytes.ts";
import { random } from "../random.ts";
import { event, NPMRC_READ, ruleOutcome } from "../report/reports.ts";
import { type Followed, followed } from "./followed.ts";

/** The judge has a process for it, which the tests of jobs run. */
const DELIVERY = deliveryBy(
  {
    upload: (upload, environment) => {
      Object.assign(process.env, environment);
      return uploadArtifact(upload);
    },
    send: sendApartNever,
  },
  "<!-- data -->",
);

/** None of these jobs has an endpoint. */
function sendApartNever(): never {
  throw new Error("nothing is to be sent");
}

let folder: string;
let said: string[];
let judge: LiveJudge;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "runwarden-live-"));
  said = [];
  // How long a report takes is the machine's affair.
  judge = new LiveJudge(folder, DELIVERY, (line) => void (line === "busy" || said.push(line)));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LOG = () => join(folder, "events.log");

async function begin({ config, job }: Followed): Promise<void> {
  writeFileSync(join(folder, "job.json"), job);
  await judge.line(`config ${renderJudgeConfig(config)}`);
}

/** Follows a whole job, whose log is in the folder, up to the report. */
async function report(job: Followed, file: Buffer = job.file): Promise<void> {
  writeFileSync(LOG(), file);
  await begin(job);
  judge.bytes(job.stream);
  await judge.line(`finish ${job.stream.length}`);
}

function post() {
  const read = parsePostReport(readFileSync(join(folder, "post.json"), "utf8"));
  if (read === undefined) throw new Error("there is no report");
  return read;
}

function late() {
  const read = parseLateReport(readFileSync(join(folder, "late.json"), "utf8"));
  if (read === undefined) throw new Error("nothing came late");
  return read;
}

test("a clean job is green from its first byte to its leave", async () => {
  const job = followed(["/other", "/another"]);
  await report(job);
  await judge.line(`leave ${job.stream.length}`);
  expect(said).toEqual(["ready", "report green", "leave green"]);
  expect(post()).toMatchObject({ exit_code: 0, outputs: { result: "passed", "match-count": "2" } });
  expect(post().lines[0]).toBe("✅ Runwarden: passed");
  expect(post().summary).toMatch(/^## ✅ Runwarden: passed\n/);
  expect(readdirSync(folder).sort()).toEqual(["events.log", "job.json", "post.json"]);
});

test("a job with a detection is red, and can never leave well", async () => {
  const job = followed(["/marker"]);
  await report(job);
  expect(post()).toMatchObject({ exit_code: 1, outputs: { result: "detected", "match-count": "2" } });
  expect(post().lines.at(-1)).toBe("::error::Runwarden: 1 rule matched (fail-on-detect).");
  await judge.line(`leave ${job.stream.length}`);
  expect(said).toEqual(["ready", "report red", "leave red"]);
});

const PLANTED = `
      - {rule_id: planted, event_type: file_remove, condition: 'path == "/planted"', action: terminate}
      - {rule_id: opened, event_type: file_open, condition: 'path == "/planted"', action: collect}
      - {rule_id: both, type: correlation, condition: 'rule.opened.total_count >= 2', action: terminate}
`;

test("the first match of a rule that terminates is told at once, with its time and process, and once", async () => {
  const job = followed(["/other", "/planted", "/planted"], { more: PLANTED });
  await report(job);
  // file_open and file_remove.
  expect(said).toEqual(["urgent 48", "ready", "terminate 0 7 test/names/planted", "report red"]);
  expect(post()).toMatchObject({ exit_code: 1, outputs: { result: "terminated" } });
  expect(post().summary).toContain("should have been stopped; it was not.");
});

test.each([
  [{ on_terminate: "report" as const }, "terminated"],
  [{ monitor_mode: true }, "detected"],
])("with %j nobody is asked to end the job, which fails all the same", async (settings, result) => {
  await report(followed(["/planted"], { more: PLANTED, settings }));
  expect(said).toEqual(["ready", "report red"]);
  expect(post()).toMatchObject({ exit_code: 1, outputs: { result } });
});

test("a match that terminates while the report is made ends the job too", async () => {
  const job = followed(["/other"], { more: PLANTED });
  await report(job);
  judge.bytes(job.later("/planted"));
  await judge.line(`leave ${job.stream.length}`);
  expect(said).toEqual([
    "urgent 48",
    "ready",
    "report green",
    "terminate 0 7 test/names/planted",
    "red",
    "leave red",
  ]);
});

test("who asks once more, after who asked first has gone, is told the same", async () => {
  const job = followed(["/a"]);
  writeFileSync(LOG(), job.file);
  await begin(job);
  judge.bytes(job.stream);
  const first = judge.line(`finish ${job.stream.length}`);
  await judge.line(`finish ${job.stream.length}`);
  expect(said).toEqual(["ready"]);
  await first;
  await judge.line(`finish ${job.stream.length}`);
  expect(said).toEqual(["ready", "report green", "report green"]);
});

test("a log whose collector was ended is not believed, however good it looks and as long as it was", async () => {
  const job = followed(["/a"]);
  // With a trailer in the place of what was in it.
  writeFileSync(LOG(), job.file);
  await begin(job);
  judge.bytes(job.stream);
  await judge.line("gone");
  judge.end();
  await judge.line(`finish ${job.stream.length}`);
  await judge.line(`leave ${job.stream.length}`);
  expect(said).toEqual(["ready", "report red", "leave red"]);
  expect(post().outputs).toEqual({ result: "tampered", "match-count": "0" });
});

test("a collector that is ended behind a green report takes it back, also for who asks once more", async () => {
  const job = followed(["/a"]);
  await report(job);
  await judge.line("gone");
  await judge.line(`finish ${job.stream.length}`);
  await judge.line(`leave ${job.stream.length}`);
  expect(said).toEqual(["ready", "report green", "red", "report red", "leave red"]);
  expect(late().lines.join()).toContain("the collector was gone");
});

test("where tampering does not fail a job, the end of its collector does not", async () => {
  const job = followed(["/a"], { policy: { fail_on_tamper: false } });
  writeFileSync(LOG(), job.file);
  await begin(job);
  judge.bytes(job.stream);
  await judge.line("gone");
  await judge.line(`finish ${job.stream.length}`);
  await judge.line(`leave ${job.stream.length}`);
  expect(said).toEqual(["ready", "report green", "leave green"]);
  expect(post().outputs.result).toBe("tampered");
});

test("what fails a job is its policy's to say: without it the same is green", async () => {
  const job = followed(["/marker"], { policy: { fail_on_detect: false } });
  await report(job);
  judge.bytes(job.later("/marker"));
  await judge.line(`leave ${job.stream.length}`);
  expect(said).toEqual(["ready", "report green", "leave green"]);
  expect(post().outputs.result).toBe("detected");
});

test("bytes may come in any pieces, and the end be told before the last of them have", async () => {
  const job = followed(["/a", "/marker", "/b"]);
  writeFileSync(LOG(), job.file);
  await begin(job);
  const finished = judge.line(`finish ${job.stream.length}`).catch((error: unknown) => error);
  // Not before the job's rules are known.
  expect(await finished).toBeInstanceOf(Error);
  for (const byte of job.stream) judge.bytes(Buffer.from([byte]));
  await judge.line(`finish ${job.stream.length}`);
  expect(said).toEqual(["ready", "report red"]);
});

test("the end is waited for, and what lies behind it in the same piece is late", async () => {
  const job = followed(["/a", "/b"]);
  writeFileSync(LOG(), job.file);
  await begin(job);
  const half = job.stream.length - 10;
  judge.bytes(job.stream.subarray(0, half));
  const finished = judge.line(`finish ${job.stream.length}`);
  judge.bytes(Buffer.concat([job.stream.subarray(half), job.later("/marker")]));
  await finished;
  // The report is that of the log, in which it is not.
  expect(said).toEqual(["ready", "report green", "red"]);
  expect(post().outputs.result).toBe("passed");
});

test.each(["trailer's", "next"] as const)(
  "a rule that matches after the report takes it back, and is told (block with the %s number)",
  async (number) => {
    const job = followed(["/a"]);
    await report(job);
    const later = Buffer.concat([job.later("/marker", number)]);
    judge.bytes(later);
    expect(said).toEqual(["ready", "report green", "red"]);
    await judge.line(`leave ${job.stream.length + later.length}`);
    expect(said.at(-1)).toBe("leave red");
    expect(late().lines[0]).toContain("test/names/removed");
    expect(late().lines.at(-1)).toMatch(/^::error::Runwarden: /);
    expect(late().summary).toContain("<td>🛑 <code>removed</code></td>");
    expect(late().summary).not.toContain("noted");
  },
);

test("a rule that only collects takes nothing back", async () => {
  const job = followed(["/a"]);
  await report(job);
  const later = job.later("/other");
  judge.bytes(later);
  await judge.line(`leave ${job.stream.length + later.length}`);
  expect(said).toEqual(["ready", "report green", "leave green"]);
});

test("the leave waits for what the job did until then", async () => {
  const job = followed(["/a"]);
  await report(job);
  const later = job.later("/marker");
  const left = judge.line(`leave ${job.stream.length + later.length}`);
  expect(said).toEqual(["ready", "report green"]);
  judge.bytes(later);
  await left;
  expect(said).toEqual(["ready", "report green", "red", "leave red"]);
});

describe("what was seen while it was written and the log differ", () => {
  const seen = followed(["/a", "/marker", "/b"]);

  test.each<[string, Followed, number, number]>([
    ["a match was taken out of the log", followed(["/a", "/b"]), 1, 0],
    ["a match was put into it", followed(["/a", "/marker", "/b", "/marker"]), 1, 2],
    ["a match is of another event", followed(["/marker", "/a", "/b"]), 1, 1],
  ])("%s", async (_what, { file }, live, read) => {
    await report(seen, file);
    expect(said).toEqual(["ready", "report red"]);
    expect(post().outputs.result).toBe("tampered");
    const times = live === read ? "by other events" : `${read} time`;
    expect(post().lines.join("\n")).toContain(`the rule test/names/removed matched ${live} time`);
    expect(post().lines.join("\n")).toContain(times);
  });

  test("where tampering is forgiven the job is judged by what the log holds, and both are told", async () => {
    const job = followed(["/a", "/marker"], { policy: { fail_on_tamper: false } });
    await report(job, followed(["/a", "/b"], { policy: { fail_on_tamper: false } }).file);
    expect(said).toEqual(["ready", "report green"]);
    expect(post().outputs.result).toBe("tampered");
  });
});

test("a log of another job is not this one's", async () => {
  const job = followed(["/a"]);
  await report(job, followed(["/a"], { artifact: "other" }).file);
  expect(said).toEqual(["ready", "report red"]);
  expect(post().lines.join("\n")).toContain("not those that the job was started with");
});

describe("whatever stands in the log's place is told, and keeps nobody waiting", () => {
  test.each<[string, () => void, string]>([
    ["nothing", () => {}, "ENOENT"],
    ["a folder", () => mkdirSync(LOG()), "it is no regular file"],
    ["a pipe", () => void execFileSync("mkfifo", [LOG()]), "it is no regular file"],
    ["a device", () => symlinkSync("/dev/zero", LOG()), "ELOOP"],
    ["a link to the log", () => symlinkSync(join(folder, "moved"), LOG()), "ELOOP"],
    ["an empty file", () => writeFileSync(LOG(), ""), "no event log"],
  ])("%s", async (_what, put, reason) => {
    const job = followed(["/a"]);
    writeFileSync(join(folder, "moved"), job.file);
    put();
    await begin(job);
    judge.bytes(job.stream);
    await judge.line(`finish ${job.stream.length}`);
    expect(said).toEqual(["ready", "report red"]);
    expect(post()).toMatchObject({ exit_code: 1, outputs: { result: "tampered" } });
    expect(post().lines.join("\n")).toContain(reason);
  });

  test("a log of two gigabytes, of which nearly all is a hole", async () => {
    const job = followed(["/a"]);
    const file = openSync(LOG(), "w");
    writeSync(file, job.stream);
    ftruncateSync(file, 2 * 1024 ** 3);
    closeSync(file);
    await begin(job);
    judge.bytes(job.stream);
    await judge.line(`finish ${job.stream.length}`);
    expect(said).toEqual(["ready", "report red"]);
    expect(post().lines.join("\n")).toContain(`bytes that are no block at byte ${job.stream.length}`);
  });
});

test("a collector that is gone before it has sent all is told, also where its log is whole", async () => {
  const job = followed(["/a", "/b"]);
  writeFileSync(LOG(), job.file);
  await begin(job);
  judge.bytes(job.stream.subarray(0, -8));
  const finished = judge.line(`finish ${job.stream.length}`);
  judge.end();
  await finished;
  expect(said).toEqual(["ready", "report red"]);
  expect(post().lines.join("\n")).toContain(
    `it had sent ${job.stream.length - 8} of ${job.stream.length} bytes`,
  );
});

test("and so is one that is gone between the report and the leave", async () => {
  const job = followed(["/a"]);
  await report(job);
  const left = judge.line(`leave ${job.stream.length + 1}`);
  judge.end();
  await left;
  expect(said).toEqual(["ready", "report green", "leave red"]);
  expect(late().lines[0]).toContain("the collector was gone");
});

test("an end that is told too late is no end that can be compared", async () => {
  const job = followed(["/a"]);
  writeFileSync(LOG(), job.file);
  await begin(job);
  judge.bytes(Buffer.concat([job.stream, job.later("/b", "trailer's")]));
  await judge.line(`finish ${job.stream.length}`);
  expect(said).toEqual(["ready", "report red"]);
});

describe("a stream that is not as it must be", () => {
  const job = followed(["/a", "/b"]);

  test("before the rules are known the watch does not begin", async () => {
    await begin(job);
    expect(() => judge.bytes(Buffer.from("something else, and long enough to be seen"))).toThrow();
    expect(said).toEqual([expect.stringMatching(/^failed what the collector sends is no event log/)]);
  });

  test("a job that is not the one it was told of does not begin either", async () => {
    await begin(followed(["/a"], { artifact: "other" }));
    expect(() => judge.bytes(job.stream)).toThrow(expect.objectContaining({ code: "log-digest" }));
    expect(said).toEqual([expect.stringMatching(/^failed The rules/)]);
  });

  test("nor one whose text it cannot read before, or that is another", async () => {
    await expect(judge.line(`config ${renderJudgeConfig(job.config)}`)).rejects.toThrow("ENOENT");
    writeFileSync(join(folder, "job.json"), followed(["/a"], { artifact: "other" }).job);
    const one = new LiveJudge(folder, DELIVERY, (line) => void said.push(line));
    await expect(one.line(`config ${renderJudgeConfig(job.config)}`)).rejects.toThrow("The rules");
    expect(said).toEqual([
      expect.stringMatching(/^failed .*ENOENT/),
      expect.stringMatching(/^failed The rules/),
    ]);
  });

  test.each<[string, (stream: Buffer) => Buffer]>([
    ["a changed byte", (stream) => changed(stream, stream.length - 5)],
    ["a block twice", (stream) => Buffer.concat([stream, job.stream.subarray(-block())])],
    ["zeros", (stream) => Buffer.concat([stream, Buffer.alloc(200)])],
    ["the trailer", () => job.file],
  ])("after that it is red: %s", async (_what, broken) => {
    writeFileSync(LOG(), job.file);
    await begin(job);
    const bytes = broken(job.stream);
    judge.bytes(bytes);
    await judge.line(`finish ${bytes.length}`);
    expect(said).toEqual(["ready", "report red"]);
    expect(post().lines.join("\n")).toContain("what the collector sent broke off");
  });

  test("and after a green report it takes that back", async () => {
    await report(job);
    judge.bytes(Buffer.alloc(200));
    expect(said).toEqual(["ready", "report green", "red"]);
  });

  test("random changes end in red or in the judge's end, never in green", async () => {
    const choices = random(9);
    writeFileSync(LOG(), job.file);
    writeFileSync(join(folder, "job.json"), job.job);
    for (let run = 0; run < 200; run++) {
      const lines: string[] = [];
      const one = new LiveJudge(folder, DELIVERY, (line) => void lines.push(line));
      await one.line(`config ${renderJudgeConfig(job.config)}`);
      const bytes = changed(job.stream, choices.below(job.stream.length), 1 + choices.below(255));
      try {
        one.bytes(bytes);
        await one.line(`finish ${bytes.length}`);
      } catch {
        lines.push("ended");
      }
      expect(["report red", "ended"], lines.join()).toContain(lines.at(-1));
    }
  });

  function block(): number {
    return (job.stream.length - followed([]).stream.length) / 2;
  }
});

function changed(bytes: Buffer, at: number, by = 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ by;
  return copy;
}

test.each<[string, readonly string[]]>([
  ["an unknown word", ["hello"]],
  ["no word", [""]],
  ["a second configuration", ["config", "config"]],
  ["a leave before the report", ["config", "leave 0"]],
  ["an end that is no number", ["config", "ready", "finish x"]],
  ["an end that is no whole number", ["config", "ready", "finish -1"]],
  ["a configuration that is none", ["config {}"]],
  ["a configuration that is no JSON", ["config {"]],
])("a conversation that is not as it must be ends the judge: %s", async (_what, lines) => {
  const job = followed(["/a"]);
  writeFileSync(LOG(), job.file);
  const tell = async (line: string): Promise<void> => {
    if (line === "ready") judge.bytes(job.stream);
    else if (line === "config") await begin(job);
    else if (line === "finish") await judge.line(`finish ${job.stream.length}`);
    else await judge.line(line);
  };
  for (const line of lines.slice(0, -1)) await tell(line);
  await expect(tell(lines.at(-1) ?? "")).rejects.toThrow();
});

test("bytes before it is known what they are of are an error", () => {
  expect(() => judge.bytes(Buffer.from("x"))).toThrow("Nothing is judged yet");
});

test("a report that cannot be written ends the judge, and nothing is said", async () => {
  const job = followed(["/a"]);
  mkdirSync(join(folder, "post.json"));
  await expect(report(job)).rejects.toThrow("EISDIR");
  expect(said).toEqual(["ready"]);
});

test("an artifact that cannot be uploaded is a warning, and matches.json is there", async () => {
  const job = followed(["/marker"], { artifact: "runwarden" });
  await report(job);
  expect(post().lines.join("\n")).toContain("::warning title=Runwarden%3A no artifact::The artifact");
  expect(readdirSync(folder)).toContain("kept");
  expect(post().lines.at(-1)).toContain("1 rule matched");
  expect(post().summary).toContain("could not be uploaded");
  expect(post().outputs).not.toHaveProperty("artifact-id");
  expect(JSON.parse(readFileSync(join(folder, "matches.json"), "utf8")).result).toBe("detected");
});

test("where not even the log is a file any more there is nothing to upload", async () => {
  const job = followed(["/a"], { artifact: "runwarden" });
  mkdirSync(LOG());
  for (const name of REPORT_NAMES) mkdirSync(join(folder, name));
  await begin(job);
  judge.bytes(job.stream);
  await judge.line(`finish ${job.stream.length}`);
  const told = post().lines.join("\n");
  expect(told).toContain("matches.json was not written: EISDIR");
  expect(told).toContain("was not uploaded: none of its files is there.");
});

const TOKEN_PATH = "/a/ghp_0123456789abcdef";

/** Hands over the report of a job, and gives the files that are uploaded, by their names. */
async function uploaded(job: Followed, file: Buffer = job.file): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {};
  const upload = async ({ name: as, files: given }: ArtifactUpload) => {
    for (const { name, path } of given) files[name] = readFileSync(path);
    return { id: 1, name: as, leftOut: [] };
  };
  const delivery = deliveryBy({ upload, send: sendApartNever }, "<!-- data -->");
  judge = new LiveJudge(folder, delivery, (line) => void (line === "busy" || said.push(line)));
  await report(job, file);
  return files;
}

/** What the page of a report.html reads in it. */
function pageOf(html: Buffer | undefined): Promise<PageJob> {
  return readJob(/id="data">([^<]*)</.exec(String(html))?.[1] ?? "");
}

test.each([
  ["full", OUT_NAMES],
  ["masked", ARTIFACT_NAMES],
  ["none", REPORT_NAMES],
] as const)(
  "of a log that is to be %s the artifact has %j, and no other copy of it is made",
  async (form, names) => {
    const files = await uploaded(followed([TOKEN_PATH, "/marker"], { artifact: "runwarden", log: form }));
    expect(Object.keys(files).sort()).toEqual(names);
    const kept = ["events.log", ...(form === "masked" ? ["events.masked.log"] : []), "job.json"];
    expect(readdirSync(folder).sort()).toEqual([...kept, ...REPORT_NAMES, "post.json"].sort());
    const log = Object.entries(files).find(([name]) => name.startsWith("events."));
    const { digests } = JSON.parse(String(files["matches.json"]));
    expect(digests.log).toBe(log && createHash("sha256").update(log[1]).digest("hex"));
    // Nor has the page what the log is not to have.
    const page = await pageOf(files["report.html"]);
    expect(page.size).toBe(form === "none" ? 1 : 2);
    if (form === "full") expect(files["events.log"]).toEqual(readFileSync(LOG()));
  },
);

test("what is masked are the secrets, in the log and in all that is told, and rules find what they find", async () => {
  const job = followed([TOKEN_PATH, "/marker"], { artifact: "runwarden" });
  const files = await uploaded({ ...job, config: { ...job.config, secrets: ["marker"] } });
  const paths: string[] = [];
  await readLog([files["events.masked.log"] ?? Buffer.alloc(0)], {
    onEvent: (event) => paths.push(event.kind === "file_remove" ? event.payload.path.raw : event.kind),
  });
  expect(paths).toEqual(["/a/ghp_***", "/***"]);
  const page = await pageOf(files["report.html"]);
  expect(page.strings).toEqual(expect.arrayContaining(["/a/ghp_***", "/***"]));
  expect(page.strings.join("\n")).not.toMatch(/marker|ghp_0/);
  for (const told of [files["matches.json"], readFileSync(join(folder, "post.json"))].map(String)) {
    expect(told).toContain("/***");
    expect(told).not.toContain("/marker");
  }
  expect(post().outputs).toMatchObject({ result: "detected", "match-count": "2" });
  judge.bytes(job.later("/marker"));
  await judge.line(`leave ${job.stream.length}`);
  expect(late().summary).toContain("/***");
  expect(late().summary).not.toContain("/marker");
});

test("a log that cannot be masked to its end is told of, and stays where it is", async () => {
  const job = followed([TOKEN_PATH], { artifact: "runwarden" });
  const files = await uploaded(job, Buffer.concat([job.stream, Buffer.alloc(50)]));
  expect(Object.keys(files).sort()).toEqual(ARTIFACT_NAMES);
  expect(post().summary).toContain(`what stands at byte ${job.stream.length} of it cannot be read`);
  expect(readdirSync(folder)).toContain("kept");
});

test("a log that cannot be masked at all is not uploaded, is told of, and stays where it is", async () => {
  const job = followed([TOKEN_PATH], { artifact: "runwarden" });
  const stray = record("file_remove", { strings: { path: TOKEN_PATH } });
  stray.writeUInt16LE(999, 4);
  const files = await uploaded(job, Buffer.concat([job.stream, blockOf(RECORDS, 3, stray)]));
  expect(Object.keys(files).sort()).toEqual(REPORT_NAMES);
  expect(post().summary).toContain("cannot be masked: it holds a record of a kind that nothing reads");
  expect(readdirSync(folder)).toContain("kept");
});

test("outcomes are compared rule by rule, by count and by events", () => {
  const match = event(NPMRC_READ);
  const of = (...rules: Outcome["rules"]): Outcome => ({ result: "detected", rules });
  const one = ruleOutcome({ ruleId: "one" }, [match]);
  const two = ruleOutcome({ ruleId: "two" }, [match], 5);
  expect(differencesOf(of(one, two), of(two, one))).toEqual([]);
  expect(differencesOf(of(one, two), of(one))).toEqual([
    { code: "judged-otherwise", rule: "acme/credentials/two", live: 5, read: 0 },
  ]);
  expect(differencesOf(of(), of(one))).toMatchObject([{ live: 0, read: 1 }]);
  const other = ruleOutcome({ ruleId: "one" }, [{ ...match, index: 9 }]);
  expect(differencesOf(of(one), of(other))).toMatchObject([{ live: 1, read: 1 }]);
});

test("what was lost while the report was made keeps a job from passing, where losses are to fail it", async () => {
  const job = followed(["/a"]);
  await report(job);
  await judge.line("lost 3");
  await judge.line(`leave ${job.stream.length}`);
  expect(said).toEqual(["ready", "report green", "leave red"]);
  expect(late().lines.join("\n")).toContain("3 events could not be recorded");
});

test("a log of other bytes is tampered with, however good it is and whatever the rules find in it", async () => {
  const job = followed(["/a"]);
  await report(job, followed(["/b"]).file);
  expect(said).toEqual(["ready", "report red"]);
  expect(post().lines.join("\n")).toContain("its bytes are not those that were judged while it was written");
});
