import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExportRequest } from "./receiver.ts";

const READY_MS = 30_000;

/** A collector of OpenTelemetry that receives on the loopback interface and writes what it got to a file. */
export class Otelcol {
  readonly endpoint: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  static async start(program: string): Promise<Otelcol> {
    const port = await freePort();
    const collector = new Otelcol(program, port);
    for (let left = READY_MS; !(await isListening(port)); left -= 100) {
      if (left <= 0 || collector.#child.exitCode !== null)
        throw new Error(`it did not start: ${collector.said}`);
      await sleep(100);
    }
    return collector;
  }

  private constructor(program: string, port: number) {
    this.endpoint = `http://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), "runwarden-otelcol-"));
    const config = join(this.#folder, "config.yaml");
    writeFileSync(config, configOf(port, this.#file));
    const said = openSync(join(this.#folder, "said"), "w");
    this.#child = spawn(program, ["--config", config], { stdio: ["ignore", said, said] });
    closeSync(said);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", () => resolve());
    });
  }

  get #file(): string {
    return join(this.#folder, "logs.jsonl");
  }

  /** What it wrote for people. */
  get said(): string {
    return readFileSync(join(this.#folder, "said"), "utf8");
  }

  /** Ends it, and gives all that it has received. */
  async end(): Promise<ExportRequest[]> {
    this.#child.kill("SIGTERM");
    await this.#ended;
    const lines = readFileSync(this.#file, "utf8").split("\n");
    rmSync(this.#folder, { recursive: true });
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as ExportRequest);
  }
}

function configOf(port: number, file: string): string {
  return JSON.stringify({
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: { file: { path: file } },
    service: {
      telemetry: { metrics: { level: "none" } },
      pipelines: { logs: { receivers: ["otlp"], exporters: ["file"] } },
    },
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("there is no port");
  return address.port;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
