import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** However a test ends: container and daemon end by themselves after this. */
const LIFETIME_SECONDS = 600;

/**
 * What a container has of its own beside its mounts. `pids`: its processes' numbers, and so nothing outside of it can be
 * seen. `group`: a control group, and the namespace of it, with the machine's numbers: what Docker makes of
 * `--privileged --pid=host` with control groups of version 2.
 */
export type Own = "pids" | "group";

/**
 * A container as a job sees one: a mount namespace of its own with a first process that only waits, and a daemon that
 * was there before and starts in it what a client asks for, as dockerd does. Needs root. The container shares everything
 * else with the worker: the network, the files.
 */
export class Container {
  readonly #unshare: ChildProcess;
  readonly firstPid: number;
  readonly #folder: string;
  /** The process group of the daemon. */
  readonly #group: number;
  /** Its control group, where it has one. */
  readonly controlGroup: string | undefined;

  private constructor(
    unshare: ChildProcess,
    firstPid: number,
    folder: string,
    group: number,
    controlGroup: string | undefined,
  ) {
    this.controlGroup = controlGroup;
    this.#unshare = unshare;
    this.firstPid = firstPid;
    this.#folder = folder;
    this.#group = group;
  }

  /** `folder` is for the daemon alone. */
  static async start(folder: string, own: Own): Promise<Container> {
    const controlGroup = own === "group" ? newControlGroup() : undefined;
    // It ends with the worker, and all that it holds with it.
    const ending = ["--pdeathsig", "KILL", "--"];
    const unshare =
      controlGroup === undefined
        ? ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
        : ["/bin/sh", "-c", 'echo $$ > "$0/cgroup.procs"; exec unshare --cgroup --mount "$@"', controlGroup];
    const first = ["/bin/sh", "-c", `echo ready; exec sleep ${LIFETIME_SECONDS}`];
    const child = spawn("/usr/bin/setpriv", [...ending, ...unshare, ...first], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ready = await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => undefined)]);
    if (ready === undefined) throw new Error("the namespaces of the job's container could not be made");
    const firstPid = own === "group" ? (child.pid ?? 0) : childOf(child.pid ?? 0);
    mkdirSync(folder);
    execFileSync("/usr/bin/mkfifo", [join(folder, "requests")]);
    const into =
      controlGroup === undefined ? "--pid --mount" : `--mount --cgroup ${controlGroup}/cgroup.procs`;
    const daemon = ["/bin/bash", "-c", DAEMON, "dockerd", folder, String(firstPid), ...into.split(" ")];
    const args = ["--fork", "/usr/bin/timeout", String(LIFETIME_SECONDS), ...daemon];
    execFileSync("/usr/bin/setsid", args, { env: { PATH: process.env.PATH ?? "" }, stdio: "ignore" });
    const groupPath = join(folder, "group");
    while (!existsSync(groupPath)) await sleep(5);
    const group = Number.parseInt(readFileSync(groupPath, "utf8"), 10);
    return new Container(child, firstPid, folder, group, controlGroup);
  }

  /** The client that has the daemon start a program: `docker exec`. */
  exec(program: string, args: readonly string[]): readonly [string, readonly string[]] {
    return ["/bin/bash", ["-c", CLIENT, "docker", this.#folder, program, ...args]];
  }

  /** Ends every process in it, and waits for that: with the first of a PID namespace all others end. */
  async remove(): Promise<void> {
    await removeControlGroup(this.controlGroup);
    if (this.#unshare.exitCode === null && this.#unshare.signalCode === null) {
      const ended = once(this.#unshare, "exit");
      process.kill(this.firstPid, "SIGKILL");
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

/**
 * Entering a mount namespace loses the working directory. Into a control group a process is moved before it executes
 * what enters the namespaces.
 */
const DAEMON = `
exec 3<> "$1/requests"
into="$3 $4"
procs=\${5:-/dev/null}
start() {
  local command environment directory
  mapfile -d '' command < "$1/command"
  mapfile -d '' environment < "$1/environment"
  read -r directory < "$1/directory"
  (
    echo $BASHPID > "$procs"
    exec env --ignore-environment "\${environment[@]}" /usr/bin/nsenter --target "$2" $into --wdns="$directory" -- \\
      "\${command[@]}"
  ) > "$1/output" 2> "$1/errors" < /dev/null
  echo $? > "$1/status"
}
echo $PPID > "$1/group.new"
mv "$1/group.new" "$1/group"
while read -r folder <&3; do start "$folder" "$2" & done`;

/** The only child of a process. */
function childOf(pid: number): number {
  return Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"), 10);
}

let groups = 0;

/** A new control group of the unified hierarchy. */
function newControlGroup(): string {
  const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
  const unified = mounts.map((line) => line.split(" ")).find(([, , type]) => type === "cgroup2");
  if (unified === undefined) throw new Error("control groups of version 2 are mounted nowhere");
  const group = `${unified[1]}/runwarden-test-${process.pid}-${groups++}`;
  mkdirSync(group);
  return group;
}

/** Ends what is in a control group, which then has to go. */
async function removeControlGroup(group: string | undefined): Promise<void> {
  while (group !== undefined && existsSync(group)) {
    for (const pid of readFileSync(join(group, "cgroup.procs"), "utf8").split("\n").filter(Boolean)) {
      process.kill(Number(pid), "SIGKILL");
    }
    try {
      rmdirSync(group);
      return;
    } catch {
      await sleep(20);
    }
  }
}
