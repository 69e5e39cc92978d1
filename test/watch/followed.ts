import type { Settings } from "../../src/rules/settings.ts";
import { digestJob, type LogForm, renderFrozenJob } from "../../src/watch/frozen.ts";
import type { JudgeConfig } from "../../src/watch/judge-config.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/watch/verdict.ts";
import {
  block,
  JOB,
  log,
  RECORDS,
  record,
  START,
  startText,
  TRAILER,
  trailerText,
} from "../log/log-bytes.ts";

const RULES = `
rule_sets:
  - ruleset_id: test/names
    rules:
      - {rule_id: removed, event_type: file_remove, condition: 'path == "/marker"', action: detect}
      - {rule_id: noted, event_type: file_remove, condition: 'path.endsWith("r")', action: collect}
`;

/** What a job does that is followed: it removes files. Each record is a block of its own. */
export interface Followed {
  readonly config: JudgeConfig;
  /** The text that the log has of it, and the judge before that. */
  readonly job: string;
  /** The bytes of the log before its trailer. */
  readonly stream: Buffer;
  /** The whole log. */
  readonly file: Buffer;
  /** A block of records behind all that, under the number that the trailer has or the one after it. */
  readonly later: (path: string, number?: "trailer's" | "next") => Buffer;
}

export function followed(
  paths: readonly string[],
  {
    policy = {},
    artifact = "",
    log: form = "masked",
    settings = {},
    more = "",
  }: {
    policy?: Partial<Policy>;
    artifact?: string;
    log?: LogForm;
    settings?: Settings;
    /** Rules besides, each a line. */
    more?: string;
  } = {},
): Followed {
  const handOver = {
    policy: { ...DEFAULT_POLICY, ...policy },
    artifact: { name: artifact, retentionDays: 0, log: form },
  };
  const job = renderFrozenJob({
    startedBy: "pre",
    context: { repository: "acme/prod" },
    rules: [{ name: "names.yml", origin: "project", text: RULES + more }],
    settings,
    handOver,
  });
  const blocks = [
    [START, startText()],
    [JOB, job],
    ...paths.map((path) => [RECORDS, removal(path)] as const),
  ] as const;
  return {
    config: { jobDigest: digestJob(job), ...handOver, environment: {} },
    job,
    stream: log(...blocks),
    file: log(...blocks, [TRAILER, trailerText({ file_remove: paths.length })]),
    later: (path, number = "next") =>
      block(RECORDS, blocks.length + (number === "next" ? 1 : 0), removal(path)),
  };
}

function removal(path: string): Buffer {
  return record("file_remove", { pid: 7, startNs: 1, strings: { path } });
}
