import { StringDecoder } from "node:string_decoder";

/**
 * Cuts what a process writes into lines as .NET's StreamReader does: at LF, CR or CRLF and at nothing else. (Node's
 * readline also cuts at U+2028, where a file's name could then become a command.)
 */
export class Lines {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onLine: (line: string) => void;
  #rest = "";

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(bytes: Buffer): void {
    this.#cut(this.#rest + this.#decoder.write(bytes));
  }

  /** The last line, where no end of line follows it. */
  end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = "";
    if (rest !== "") this.#onLine(rest.replace(/\r$/, ""));
  }

  #cut(text: string): void {
    // A CR at the very end may be the first half of a CRLF.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#onLine(line);
  }
}
