import { Masker } from "../mask/masker.ts";
import { resourceJson } from "../report/otlp/encoding.ts";
import { reportRecords, resourceOf } from "../report/otlp/report-records.ts";
import type { Report } from "../report/report.ts";
import { parseJson } from "../shape/json.ts";
import type { ObjectShape } from "../shape/shape.ts";
import { answerApart, askApart } from "../watch/apart.ts";
import type { OtlpTarget } from "../watch/judge-config.ts";
import { LineReader } from "../watch/line-reader.ts";
import { readLogFile } from "../watch/log-file.ts";
import { reasonOf } from "../watch/outputs.ts";
import { proxyFor } from "./proxy.ts";
import { sendLog } from "./send-log.ts";
import { OtlpSender } from "./sender.ts";
import type { Sent } from "./sent.ts";

/** The argument that makes of the judge's program the one that sends. */
export const SEND_WORD = "send";

/** After a cancellation the runner ends a post step within five minutes, and nobody waits so long for a log. */
const LIMIT_MS = 2 * 60_000;
/** For the process, beyond that. */
const GRACE_MS = 10_000;

/** Characters of a line: far more than a record can have. */
const LINE_LIMIT = 64 * 1024 * 1024;

/** What is sent of a job, and where. */
export interface ReportSending {
  readonly target: OtlpTarget;
  readonly report: Report;
  readonly isFailure: boolean;
  /** What is known to be secret. */
  readonly secrets: readonly string[];
  /** Has the variables of a proxy. */
  readonly environment: NodeJS.ProcessEnv;
}

/** What the process is told first. Records follow, one a line, and then an empty line. */
interface Order {
  readonly target: OtlpTarget;
  readonly resource: string;
  readonly secrets: readonly string[];
  /** Nanoseconds since 1970. */
  readonly observedNs: string;
  readonly limitMs: number;
  readonly logPath: string;
  /** Of the variables that the judge has for an upload it needs no others. */
  readonly proxy: string | undefined;
}

/** Sends a report, and of its log all events where they are asked for, in a process of its own. Never throws. */
export async function sendApart(
  script: string,
  sending: ReportSending,
  logPath: string,
  limitMs = LIMIT_MS,
): Promise<Sent> {
  const { target, secrets } = sending;
  const { observedNs, records, ...others } = prepared(sending);
  const order: Order = {
    target,
    ...others,
    secrets,
    observedNs: String(observedNs),
    limitMs,
    logPath,
  };
  let told = 0;
  function* lines(): Generator<string> {
    yield JSON.stringify(order);
    for (const record of records) {
      told++;
      yield record;
    }
    yield "";
  }
  try {
    const task = { script, word: SEND_WORD, limitMs: limitMs + GRACE_MS };
    return parseAnswer(await askApart(task, lines()));
  } catch (error) {
    return { sent: 0, unsent: told, isCutShort: true, reason: reasonOf(error) };
  }
}

/** The same in this process; it reads the log that `chunks` gives. What it is to end with, the signal says. */
export async function sendHere(
  sending: ReportSending,
  chunks: () => AsyncIterable<Uint8Array>,
  signal = AbortSignal.timeout(LIMIT_MS),
): Promise<Sent> {
  const { target, secrets } = sending;
  const { observedNs, records, ...others } = prepared(sending);
  const sender = new OtlpSender({ target, ...others, signal });
  for (const record of records) {
    sender.add(record);
    await sender.drained();
  }
  return await finish(sender, target, chunks, new Masker(secrets), observedNs);
}

function prepared({ target, report, isFailure, environment }: ReportSending) {
  const observedNs = BigInt(Date.now()) * 1_000_000n;
  const records = reportRecords(report, { isFailure, observedNs });
  const proxy = proxyFor(environment, target.url);
  return { resource: resourceJson(resourceOf(report)), observedNs, records, proxy };
}

async function finish(
  sender: OtlpSender,
  { events }: OtlpTarget,
  chunks: () => AsyncIterable<Uint8Array>,
  masker: Masker,
  observedNs: bigint,
): Promise<Sent> {
  // What the job fills the log with must not keep the verdict back.
  await sender.settled();
  if (events === "all") await sendLog(sender, chunks(), masker, observedNs);
  const sent = await sender.end();
  // What an endpoint answers can have in it what it was sent.
  return { ...sent, reason: sent.reason && masker.text(sent.reason) };
}

const SENT = {
  kind: "object",
  noun: "answer",
  others: "passed-over",
  keys: {
    sent: { need: "required", shape: { kind: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
    unsent: { need: "required", shape: { kind: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
    is_cut_short: { need: "required", shape: { kind: "flag" } },
    reason: { need: "optional", shape: { kind: "text" } },
  },
} as const satisfies ObjectShape;

function parseAnswer(answer: string): Sent {
  const sent = parseJson(SENT, answer);
  if (sent === undefined) {
    throw new Error("the process that sends has ended, or said something else than what it did");
  }
  const { is_cut_short: isCutShort, reason, ...counts } = sent;
  return { ...counts, isCutShort, reason };
}

/** Is that process: takes what is to be sent, says what became of it, and ends; or ends with who started it. */
export async function runSender(): Promise<void> {
  const reader = new LineReader(LINE_LIMIT);
  let order: Order | undefined;
  let sender: OtlpSender | undefined;
  for await (const chunk of process.stdin) {
    for (const line of reader.push(chunk as Buffer)) {
      if (order === undefined || sender === undefined) {
        order = JSON.parse(line) as Order;
        sender = new OtlpSender({ ...order, signal: AbortSignal.timeout(order.limitMs) });
      } else if (line === "") {
        void finishAndSay(sender, order);
      } else {
        sender.add(line);
        await sender.drained();
      }
    }
  }
  process.exit(1);
}

async function finishAndSay(sender: OtlpSender, order: Order): Promise<void> {
  const { target, logPath, secrets, observedNs } = order;
  const chunks = () => readLogFile(logPath);
  const sent = await finish(sender, target, chunks, new Masker(secrets), BigInt(observedNs));
  const { isCutShort, ...others } = sent;
  answerApart(JSON.stringify({ ...others, is_cut_short: isCutShort }));
}
