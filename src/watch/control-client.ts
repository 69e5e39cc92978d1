import { lstatSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { RunwardenError } from "../errors.ts";
import { type LateReport, type PostReport, parseLateReport, parsePostReport } from "./post-report.ts";

/** How long is waited for each answer, in milliseconds. */
export interface Patience {
  /** For a connection, and for an answer that takes no work. */
  readonly shortMs: number;
  /** For a report: the log is judged and an artifact uploaded meanwhile. */
  readonly reportMs: number;
}

const PATIENCE: Patience = { shortMs: 30_000, reportMs: 15 * 60_000 };

const LINE_LIMIT = 200;
/** A summary of GitHub's largest size, each character of it escaped. */
const REPORT_LIMIT = 8 * 1024 * 1024;

/** What became of the watch when post asked for its end. */
export type Finished =
  | { readonly kind: "report"; readonly report: PostReport }
  /** The judge was ended; the log can be asked for. */
  | { readonly kind: "judge-gone" };

/** What becomes of a post step that wants to end well. */
export type Leaving = { readonly kind: "go" } | { readonly kind: "late"; readonly late: LateReport };

/**
 * Talks with who keeps a watch, through the socket in its folder. One question at a time. What answers otherwise than
 * the protocol says, too late, or no more, is `tampered`.
 */
export class ControlClient implements Disposable {
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #patience: Patience;
  #pending: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket, patience: Patience) {
    this.#socket = socket;
    this.#chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    this.#patience = patience;
  }

  /** Undefined where nobody listens in the folder any more. */
  static async connect(folder: string, patience = PATIENCE): Promise<ControlClient | undefined> {
    const path = join(folder, "control");
    if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return undefined;
    const socket = connect({ path });
    // What comes later is told to who reads.
    socket.on("error", () => {});
    const isThere = await new Promise<boolean>((resolve) => {
      socket.setTimeout(patience.shortMs, () => resolve(false));
      socket.once("connect", () => resolve(true));
      socket.once("close", () => resolve(false));
    });
    socket.setTimeout(0);
    if (isThere) return new ControlClient(socket, patience);
    socket.destroy();
    return undefined;
  }

  /**
   * Whether the watch is for a use with these inputs; it lives in any case. Another use that joins it will have a post step
   * of its own; `check` is asked by one that has joined before, or has started it.
   */
  async join(digest: string, word: "join" | "check" = "join"): Promise<"joined" | "other"> {
    const answer = await this.#ask(`${word} ${digest}`, this.#patience.shortMs);
    if (answer === "joined" || answer === "other") return answer;
    throw otherwise(answer);
  }

  /** The first key that the log is signed with, in hex. */
  async key(): Promise<string> {
    const answer = await this.#ask("key", this.#patience.shortMs);
    const key = /^key ([0-9a-f]{64})$/.exec(answer)?.[1];
    if (key === undefined) throw otherwise(answer);
    return key;
  }

  /** Asks for the end of the watch. Throws `tampered` too where this process is not taken for the post step. */
  async finish(): Promise<Finished> {
    const answer = await this.#ask("finish", this.#patience.reportMs);
    if (answer === "judge-gone") return { kind: answer };
    if (answer === "not-post") {
      throw tampered(
        "the collector does not know this process as the action's post step: something else has started it",
      );
    }
    const text = await this.#text("report", answer);
    const report = parsePostReport(text);
    if (report === undefined) throw otherwise("a report that is none");
    return { kind: "report", report };
  }

  /** Asks for leave to end well; from `go` on only the end may come. */
  async leave(): Promise<Leaving> {
    const answer = await this.#ask("leave", this.#patience.shortMs);
    if (answer === "go") return { kind: answer };
    const late = parseLateReport(await this.#text("late", answer));
    if (late === undefined) throw otherwise("what came late, which is none");
    return { kind: "late", late };
  }

  /** The bytes of the event log, where the judge is gone. Throws `collector-read` where they break off. */
  async *log(): AsyncGenerator<Uint8Array> {
    this.#send("log");
    if (this.#pending.length > 0) yield this.#pending;
    this.#pending = Buffer.alloc(0);
    for (;;) {
      const chunk = await this.#chunk(this.#patience.shortMs).catch((cause: unknown) => {
        throw new RunwardenError("collector-read", `${(cause as Error).message}`, { cause });
      });
      if (chunk === undefined) return;
      yield chunk;
    }
  }

  /** Leaves the connection open to the end of the process, and does not keep that from coming. */
  unref(): void {
    this.#socket.unref();
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #send(line: string): void {
    this.#socket.write(`${line}\n`);
  }

  async #ask(line: string, timeoutMs: number): Promise<string> {
    this.#send(line);
    for (;;) {
      const end = this.#pending.indexOf(0x0a);
      if ((end < 0 ? this.#pending.length : end) > LINE_LIMIT) throw otherwise("a line without an end");
      if (end >= 0) {
        const answer = this.#pending.toString("utf8", 0, end);
        this.#pending = this.#pending.subarray(end + 1);
        return answer;
      }
      this.#pending = Buffer.concat([this.#pending, await this.#more(timeoutMs)]);
    }
  }

  /** The text that an answer announces: its word, and how many bytes follow. */
  async #text(word: string, answer: string): Promise<string> {
    const [, length] = new RegExp(`^${word} (\\d{1,9})$`).exec(answer) ?? [];
    const size = Number(length);
    if (length === undefined || size > REPORT_LIMIT) throw otherwise(answer);
    const parts = [this.#pending];
    let left = size - this.#pending.length;
    for (; left > 0; left -= parts.at(-1)?.length ?? 0) parts.push(await this.#more(this.#patience.shortMs));
    const bytes = Buffer.concat(parts);
    this.#pending = bytes.subarray(size);
    return bytes.toString("utf8", 0, size);
  }

  async #more(timeoutMs: number): Promise<Buffer> {
    const chunk = await this.#chunk(timeoutMs);
    if (chunk === undefined) throw tampered("the collector has ended the conversation");
    return chunk;
  }

  /** The next bytes; undefined where no more come. */
  async #chunk(timeoutMs: number): Promise<Buffer | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(tampered(`the collector has not answered within ${timeoutMs} ms`)),
        timeoutMs,
      );
    });
    try {
      const { done, value } = await Promise.race([this.#chunks.next(), late]);
      return done ? undefined : value;
    } catch (cause) {
      if (cause instanceof RunwardenError) throw cause;
      throw tampered(`the collector is gone (${(cause as Error).message})`);
    } finally {
      clearTimeout(timer);
    }
  }
}

function otherwise(answer: string): RunwardenError {
  return tampered(
    `the collector has answered otherwise than it does: ${JSON.stringify(answer.slice(0, 60))}`,
  );
}

function tampered(what: string): RunwardenError {
  return new RunwardenError("tampered", `Runwarden's watch cannot be believed: ${what}.`);
}
