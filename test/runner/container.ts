import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** However a test ends: the container ends by itself after this. */
const LIFETIME_SECONDS = 600;

/**
 * A PID and a mount namespace of its own, as a job's container has them, with a first process that only waits. Needs
 * root. Its processes share everything else with the worker: the network, the files, the control group.
 */
export class Container {
  readonly #unshare: ChildProcess;
  readonly #firstPid: number;

  private constructor(unshare: ChildProcess, firstPid: number) {
    this.#unshare = unshare;
    this.#firstPid = firstPid;
  }

  static async start(): Promise<Container> {
    // It ends with the worker, and all that it holds with it.
    const program = "/usr/bin/setpriv";
    const unshare = [
      "--pdeathsig",
      "KILL",
      "--",
      "unshare",
      "--pid",
      "--fork",
      "--kill-child",
      "--mount-proc",
    ];
    const first = ["/bin/sh", "-c", `echo ready; exec sleep ${LIFETIME_SECONDS}`];
    const child = spawn(program, [...unshare, ...first], { stdio: ["ignore", "pipe", "inherit"] });
    const ready = await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => undefined)]);
    if (ready === undefined) throw new Error("a PID namespace for the job's container could not be made");
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
    return new Container(child, Number.parseInt(children, 10));
  }

  /** What `docker exec` does for a program: its parent stays outside, and getppid() says 0. */
  exec(program: string, args: readonly string[], directory: string): readonly [string, readonly string[]] {
    // Entering a mount namespace loses the working directory.
    const inside = ["--", "/usr/bin/env", `--chdir=${directory}`, program, ...args];
    return ["/usr/bin/nsenter", ["--target", String(this.#firstPid), "--pid", "--mount", ...inside]];
  }

  /** Ends every process in it, and waits for that: with the first of a PID namespace all others end. */
  async remove(): Promise<void> {
    if (this.#unshare.exitCode !== null || this.#unshare.signalCode !== null) return;
    const ended = once(this.#unshare, "exit");
    process.kill(this.#firstPid, "SIGKILL");
    await ended;
  }
}
