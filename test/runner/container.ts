import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** However a test ends: container and daemon end by themselves after this. */
const LIFETIME_SECONDS = 600;

/**
 * A container as a job sees one: a PID and a mount namespace of its own with a first process that only waits, and a
 * daemon that was there before and starts in it what a client asks for, as dockerd does. Needs root. The container
 * shares everything else with the worker: the network, the files, the control group.
 */
export class Container {
  readonly #unshare: ChildProcess;
  readonly #firstPid: number;
  readonly #folder: string;
  /** The process group of the daemon. */
  readonly #group: number;

  private constructor(unshare: ChildProcess, firstPid: number, folder: string, group: number) {
    this.#unshare = unshare;
    this.#firstPid = firstPid;
    this.#folder = folder;
    this.#group = group;
  }

  /** `folder` is for the daemon alone. */
  static async start(folder: string): Promise<Container> {
    // It ends with the worker, and all that it holds with it.
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
    const child = spawn("/usr/bin/setpriv", [...unshare, ...first], { stdio: ["ignore", "pipe", "inherit"] });
    const ready = await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => undefined)]);
    if (ready === undefined) throw new Error("a PID namespace for the job's container could not be made");
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
    const firstPid = Number.parseInt(children, 10);
    mkdirSync(folder);
    execFileSync("/usr/bin/mkfifo", [join(folder, "requests")]);
    const daemon = ["/bin/bash", "-c", DAEMON, "dockerd", folder, String(firstPid)];
    const args = ["--fork", "/usr/bin/timeout", String(LIFETIME_SECONDS), ...daemon];
    execFileSync("/usr/bin/setsid", args, { env: { PATH: process.env.PATH ?? "" }, stdio: "ignore" });
    const groupPath = join(folder, "group");
    while (!existsSync(groupPath)) await sleep(5);
    return new Container(child, firstPid, folder, Number.parseInt(readFileSync(groupPath, "utf8"), 10));
  }

  /** The client that has the daemon start a program: `docker exec`. */
  exec(program: string, args: readonly string[]): readonly [string, readonly string[]] {
    return ["/bin/bash", ["-c", CLIENT, "docker", this.#folder, program, ...args]];
  }

  /** Ends every process in it, and waits for that: with the first of a PID namespace all others end. */
  async remove(): Promise<void> {
    if (this.#unshare.exitCode === null && this.#unshare.signalCode === null) {
      const ended = once(this.#unshare, "exit");
      process.kill(this.#firstPid, "SIGKILL");
      await ended;
    }
    process.kill(-this.#group, "SIGKILL");
  }
}

/** Both halves meet in a folder of each request: its command, its environment, and FIFOs for what comes back. */
const CLIENT = `
folder=$(mktemp -d "$1/XXXXXX"); shift
mkfifo "$folder/output" "$folder/errors" "$folder/status"
pwd > "$folder/directory"
env --null > "$folder/environment"
printf '%s\\0' "$@" > "$folder/command"
echo "$folder" > "\${folder%/*}/requests"
cat "$folder/output" &
cat "$folder/errors" >&2 &
read -r status < "$folder/status"
wait
exit "$status"`;

/** Entering a mount namespace loses the working directory. */
const DAEMON = `
exec 3<> "$1/requests"
start() {
  local command environment directory
  mapfile -d '' command < "$1/command"
  mapfile -d '' environment < "$1/environment"
  read -r directory < "$1/directory"
  nsenter --target "$2" --pid --mount -- env --ignore-environment --chdir="$directory" "\${environment[@]}" \\
    "\${command[@]}" > "$1/output" 2> "$1/errors" < /dev/null
  echo $? > "$1/status"
}
echo $PPID > "$1/group.new"
mv "$1/group.new" "$1/group"
while read -r folder <&3; do start "$folder" "$2" & done`;
