import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { Dispatcher } from "undici";
import { requestFrame } from "../report/otlp/encoding.ts";
import { parseObject } from "../shape/json.ts";
import type { OtlpTarget } from "../watch/judge-config.ts";
import { reasonOf } from "../watch/outputs.ts";
import type { Sent } from "./sent.ts";

/** Characters of records in a request before it is packed: receivers take 20 MiB, and proxies before them 1 MiB packed. */
const BATCH_SIZE = 1024 * 1024;
/** Characters that wait at most; what comes when there are more is not sent. */
const QUEUE_LIMIT = 8 * 1024 * 1024;
/** While one request is under way the next one is made. */
const REQUESTS_AT_ONCE = 2;
/** How often one request is made, where what keeps it from being taken may pass. */
const ATTEMPTS = 4;
/** Milliseconds. Who is asked to wait for longer does not wait, and sends no more. */
const LONGEST_WAIT = 30_000;
/** Bytes of an answer that are read: one that says something has a count and a sentence. */
const ANSWER_LIMIT = 64 * 1024;

/** Milliseconds. */
export interface SenderTimes {
  /** For one answer, from the connection to its last byte. */
  readonly request: number;
  /** Before the second attempt; then twice as long each time, give or take a fifth, for others may try too. */
  readonly retry: number;
}

const TIMES: SenderTimes = { request: 10_000, retry: 1000 };

/** What a sender is told. */
export interface Sending {
  readonly target: Pick<OtlpTarget, "url" | "headers">;
  /** What the records have in common, in JSON. */
  readonly resource: string;
  /** What proxyFor gives for the target's address. */
  readonly proxy: string | undefined;
  /** Aborts when the time for all of it is over. */
  readonly signal: AbortSignal;
  readonly times?: Partial<SenderTimes>;
}

/** What an answer means. */
type Taking =
  | { readonly kind: "taken"; readonly rejected: number; readonly message: string }
  /** `scope` is what else will not be taken either. */
  | { readonly kind: "refused"; readonly reason: string; readonly scope: "batch" | "all" }
  | { readonly kind: "passing"; readonly reason: string; readonly afterMs: number | undefined };

const pack = promisify(gzip);

/**
 * Sends log records by OTLP over HTTP, as JSON, packed by gzip, in requests of some size. Never throws: what is not taken is
 * counted, and where trying on is of no use, nothing more is sent.
 */
export class OtlpSender {
  readonly #target: Sending["target"];
  readonly #frame: readonly [string, string];
  readonly #proxy: Sending["proxy"];
  readonly #signal: AbortSignal;
  readonly #times: SenderTimes;
  /** Undefined as long as nothing was sent. */
  #dispatcher: Promise<Dispatcher> | undefined;
  #waiting: string[] = [];
  #size = 0;
  readonly #underWay = new Set<Promise<void>>();
  #sent = 0;
  #unsent = 0;
  #reason: string | undefined;
  #isOpen = true;
  #isCutShort = false;

  constructor({ target, resource, proxy, signal, times }: Sending) {
    this.#target = target;
    this.#frame = requestFrame(resource);
    this.#proxy = proxy;
    this.#signal = signal;
    this.#times = { ...TIMES, ...times };
  }

  /** False where nothing more will be taken: then nothing needs to be made to be sent. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The time for all of it is over. */
  get isOver(): boolean {
    return this.#signal.aborted;
  }

  /** Takes a record; who has many waits for `drained` now and then. */
  add(record: string): void {
    if (!this.#isOpen) this.miss();
    else if (this.#size + record.length > QUEUE_LIMIT) {
      this.#fail("they came faster than they were taken", 1);
    } else {
      this.#waiting.push(record);
      this.#size += record.length;
    }
  }

  /** Counts a record that was not made. */
  miss(): void {
    this.#unsent++;
  }

  /** There are more records, that nobody has counted. */
  cutShort(reason: string): void {
    this.#isCutShort = true;
    this.#reason ??= reason;
  }

  /** Waits until less than a whole request waits to be made. */
  async drained(): Promise<void> {
    while (this.#isOpen && this.#size >= BATCH_SIZE) await this.#next();
  }

  /** Sends all that waits, and waits until it is known what became of it. */
  async settled(): Promise<void> {
    while (this.#isOpen && this.#waiting.length > 0) await this.#next();
    await Promise.all(this.#underWay);
  }

  /** Sends what is left. */
  async end(): Promise<Sent> {
    await this.settled();
    this.#unsent += this.#waiting.length;
    this.#waiting = [];
    // Where there is none, the requests have said why.
    await this.#dispatcher?.then((dispatcher) => dispatcher.destroy()).catch(() => {});
    return {
      sent: this.#sent,
      unsent: this.#unsent,
      isCutShort: this.#isCutShort,
      reason: this.#reason,
    };
  }

  async #next(): Promise<void> {
    while (this.#underWay.size >= REQUESTS_AT_ONCE) await Promise.race(this.#underWay);
    if (!this.#isOpen) return;
    const batch = this.#take();
    const posting: Promise<void> = this.#post(batch).finally(() => this.#underWay.delete(posting));
    this.#underWay.add(posting);
  }

  #take(): string[] {
    let size = 0;
    let end = 0;
    for (const record of this.#waiting) {
      if (end > 0 && size + record.length > BATCH_SIZE) break;
      size += record.length;
      end++;
    }
    this.#size -= size;
    return this.#waiting.splice(0, end);
  }

  async #post(batch: readonly string[]): Promise<void> {
    try {
      const body = await pack(this.#frame[0] + batch.join(",") + this.#frame[1], {
        level: constants.Z_BEST_SPEED,
      });
      const answer = await this.#postUntilTaken(body);
      if (answer.kind !== "taken") {
        this.#fail(answer.reason, batch.length);
        if (answer.kind === "passing" || answer.scope === "all") this.#isOpen = false;
        return;
      }
      const rejected = Math.min(answer.rejected, batch.length);
      this.#sent += batch.length - rejected;
      if (rejected > 0) this.#fail(`the endpoint has rejected some: ${answer.message}`, rejected);
    } catch (error) {
      this.#fail(this.isOver ? OUT_OF_TIME : reasonOf(error), batch.length);
      this.#isOpen = false;
    }
  }

  #fail(reason: string, count: number): void {
    this.#unsent += count;
    this.#reason ??= reason;
  }

  /** Throws where the time is over. */
  async #postUntilTaken(body: Uint8Array): Promise<Taking> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#request(body);
      if (answer.kind !== "passing" || attempt === ATTEMPTS || !this.#isOpen) return answer;
      if ((answer.afterMs ?? 0) > LONGEST_WAIT) return answer;
      const wait = this.#times.retry * 2 ** (attempt - 1) * (0.8 + 0.4 * Math.random());
      await sleep(Math.max(wait, answer.afterMs ?? 0), undefined, { signal: this.#signal });
    }
  }

  async #request(body: Uint8Array): Promise<Taking> {
    const { request } = await import("undici");
    const { url, headers } = this.#target;
    this.#signal.throwIfAborted();
    this.#dispatcher ??= dispatcherFor(this.#proxy);
    const dispatcher = await this.#dispatcher;
    const timeout = AbortSignal.timeout(this.#times.request);
    try {
      const {
        statusCode,
        headers: said,
        body: answer,
      } = await request(url, {
        method: "POST",
        // Those that it says itself cannot be among the others.
        headers: {
          "user-agent": "runwarden",
          ...Object.fromEntries(headers),
          "content-type": "application/json",
          "content-encoding": "gzip",
        },
        body,
        signal: AbortSignal.any([this.#signal, timeout]),
        dispatcher,
      });
      return answerOf(statusCode, said["retry-after"], await beginningOf(answer));
    } catch (error) {
      this.#signal.throwIfAborted();
      if (timeout.aborted) {
        return passing(`the endpoint did not answer within ${this.#times.request / 1000} s`);
      }
      return failed(error);
    }
  }
}

/** Loaded when there is something to send: the judge, which can send too, has no room for it. */
async function dispatcherFor(proxy: string | undefined): Promise<Dispatcher> {
  const { Agent, ProxyAgent } = await import("undici");
  return proxy === undefined ? new Agent() : new ProxyAgent(proxy);
}

export const OUT_OF_TIME = "the time for it was over";

function passing(reason: string, afterMs?: number): Taking {
  return { kind: "passing", reason, afterMs };
}

/** What the specification of OTLP says may be tried again. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** These are about what was sent, and not about who sends it where. */
const ABOUT_BATCH: ReadonlySet<number> = new Set([400, 413, 422]);

const REMEDIES: Readonly<Record<number, string>> = {
  401: ": check the headers that authorize",
  403: ": check the headers that authorize",
  404: ": check the endpoint, to which /v1/logs was appended",
  405: ": check the endpoint, to which /v1/logs was appended",
  415: ": it has to take OTLP over HTTP as JSON",
};

function answerOf(status: number, retryAfter: string | string[] | undefined, text: string): Taking {
  if (status >= 200 && status < 300) return { kind: "taken", ...rejection(text) };
  const reason = `the endpoint answered ${status}${REMEDIES[status] ?? ""}`;
  if (PASSING.has(status)) return passing(reason, msOf(String(retryAfter ?? "")));
  return { kind: "refused", reason, scope: ABOUT_BATCH.has(status) ? "batch" : "all" };
}

/** What a receiver that took a request says that it has not taken of it. */
function rejection(text: string): { rejected: number; message: string } {
  const { partialSuccess } = parseObject(text) ?? {};
  const { rejectedLogRecords = 0, errorMessage = "" } = (partialSuccess ?? {}) as Record<string, unknown>;
  // 64-bit numbers are texts in this JSON, and some write them as numbers.
  const rejected = /^\d{1,15}$/.test(String(rejectedLogRecords)) ? Number(rejectedLogRecords) : 0;
  return { rejected, message: typeof errorMessage === "string" ? errorMessage : "" };
}

/** Seconds, or a date (RFC 9110, 10.2.3); undefined for anything else. */
function msOf(retryAfter: string): number | undefined {
  if (/^\d{1,6}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** No certificate becomes another one by being asked for again. */
const ABOUT_CERTIFICATE = /CERT|TLS|SSL|ISSUER|SELF_SIGNED|VERIFY/;

/** Tells no address: the endpoint may be a secret. */
function failed(error: unknown): Taking {
  const code = codeOf(error);
  const reason = `the connection to the endpoint failed (${code})`;
  return ABOUT_CERTIFICATE.test(code) ? { kind: "refused", reason, scope: "all" } : passing(reason);
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error ? error.name : "unknown";
}

/** What comes after that is not waited for. */
async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > ANSWER_LIMIT) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, Math.min(size, ANSWER_LIMIT));
}
