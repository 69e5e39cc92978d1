import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Kernel } from "./kernels.ts";
import { HOST, type Machine } from "./machines.ts";
import type { Parts } from "./packages.ts";

/** Emulated, a boot takes some 5 s; on a busy machine of two cores several times that. */
const BOOT_TIMEOUT_MS = 120_000;
/** Whatever happens, a guest does not outlive this. */
const LIFE_LIMIT_MS = 1_800_000;
const REQUEST_TIMEOUT_MS = 240_000;
const CONSOLE_TAIL = 3000;

/** A virtual machine that runs programs under the collector, as another process can use it. */
export interface Guest {
  /** Of its kernel, such as 6.1. */
  readonly series: string;
  /** Its processor, as Node.js names it. */
  readonly arch: string;
  readonly source: string;
  readonly inlined: readonly string[];
  readonly socket: string;
  readonly console: string;
}

export interface RunningGuest extends Guest {
  /** From the start of QEMU until the guest takes requests. */
  readonly bootMs: number;
  stop(): void;
}

/** An unpacked QEMU with all its libraries, run by its own loader: it needs nothing of the machine. */
function qemuCommand(tree: string, machine: Machine): [string, string[]] {
  const libraries = ["lib", "usr/lib"].map((name) => join(tree, name, HOST.triplet));
  return [
    join(tree, "lib", HOST.triplet, basename(HOST.loader)),
    [
      "--library-path",
      libraries.join(":"),
      join(tree, "usr/bin", machine.qemu),
      ...machine.options,
      ...["usr/share/seabios", "usr/share/qemu"].flatMap((name) => ["-L", join(tree, name)]),
    ],
  ];
}

/** Boots a kernel and waits until it takes requests. Throws with the end of its console where it does not. */
export async function boot(
  { series, machine, source, inlined = [], isWithoutFtrace }: Kernel,
  { qemu, vmlinuz }: Pick<Parts, "qemu" | "vmlinuz">,
  initramfs: string,
): Promise<RunningGuest> {
  const folder = mkdtempSync(join(tmpdir(), "runwarden-qemu-"));
  const guest: Guest = {
    series,
    arch: machine.arch,
    source,
    inlined,
    socket: join(folder, "socket"),
    console: join(folder, "console"),
  };
  const [program, args] = qemuCommand(qemu, machine);
  // For init.
  const ownOptions = isWithoutFtrace ? "runwarden.ftrace=0" : "";
  const log = openSync(join(folder, "qemu"), "w");
  const started = performance.now();
  const child = spawn(
    program,
    [
      ...args,
      ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
      ...["-accel", "tcg", "-smp", "2", "-m", "1024"],
      ...["-kernel", vmlinuz, "-initrd", initramfs],
      ...["-append", `console=${machine.console} no_timer_check rdinit=/init panic=-1 quiet ${ownOptions}`],
      ...["-serial", `file:${guest.console}`],
      ...["-device", "virtio-serial-pci", "-device", "virtserialport,chardev=port,name=runwarden"],
      ...["-chardev", `socket,id=port,path=${guest.socket},server=on,wait=off`],
    ],
    { stdio: ["ignore", log, log] },
  );
  const limit = setTimeout(() => child.kill("SIGKILL"), LIFE_LIMIT_MS);
  const stop = () => {
    clearTimeout(limit);
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(child, guest, join(folder, "qemu"));
  } catch (error) {
    stop();
    throw error;
  }
  return { ...guest, bootMs: performance.now() - started, stop };
}

async function ready(child: ChildProcess, guest: Guest, log: string): Promise<void> {
  const deadline = performance.now() + BOOT_TIMEOUT_MS;
  while (!consoleOf(guest).includes("guest: ready")) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`QEMU ended before the guest was ready: ${readFileSync(log, "utf8")}${tail(guest)}`);
    }
    if (performance.now() > deadline) {
      throw new Error(`The guest was not ready within ${BOOT_TIMEOUT_MS} ms.${tail(guest)}`);
    }
    await sleep(50);
  }
}

function consoleOf(guest: Guest): string {
  return existsSync(guest.console) ? readFileSync(guest.console, "latin1") : "";
}

function tail(guest: Guest): string {
  return `\nThe guest's console ends with:\n${consoleOf(guest).slice(-CONSOLE_TAIL)}`;
}

/** What a guest tells of a run: files by name. */
export type Answer = ReadonlyMap<string, Buffer>;

/**
 * Has a guest run a program under the collector, with copies of `folders` at the same paths. Gives start (what the
 * collector said), status (the program's exit code), output (of all on standard error), stop and log; those that
 * there are. `protect` says whether the watch is protected. Throws where the guest does not answer.
 */
export async function ask(
  guest: Guest,
  program: string,
  args: readonly string[],
  folders: readonly string[],
  protect = "report",
): Promise<Answer> {
  const id = String(Math.trunc(performance.now() * 1000));
  const scratch = mkdtempSync(join(tmpdir(), "runwarden-ask-"));
  try {
    const request = join(scratch, "guest");
    mkdirSync(request);
    const command = [program, ...args].map(quote).join(" ");
    writeFileSync(join(request, "request"), `${command}\n`);
    writeFileSync(join(request, "protect"), protect);
    const rest = folders.length === 0 ? [] : ["-C", "/", ...folders.map(relative)];
    const tar = execFileSync("tar", ["-c", "--owner=0", "--group=0", "-C", scratch, "guest", ...rest], {
      maxBuffer: SIZE_LIMIT,
    });
    const reply = await exchange(guest, id, tar);
    const out = join(scratch, "answer");
    mkdirSync(out);
    execFileSync("tar", ["-x", "--touch", "-C", out], { input: reply });
    return new Map(
      ["start", "status", "output", "stop", "log"]
        .filter((name) => existsSync(join(out, name)))
        .map((name) => [name, readFileSync(join(out, name))]),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const SIZE_LIMIT = 256 * 1024 * 1024;

function relative(path: string): string {
  return path.replace(/^\/+/, "");
}

/** A word for the guest's shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** Sends a request and waits for the answer with the same id. */
async function exchange(guest: Guest, id: string, request: Buffer): Promise<Buffer> {
  const socket = connect(guest.socket);
  const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    await once(socket, "connect", { signal });
    socket.write(`${id} ${request.length}\n`);
    socket.write(request);
    let received = Buffer.alloc(0);
    for (;;) {
      const [chunk] = await once(socket, "data", { signal });
      received = Buffer.concat([received, chunk]);
      const header = /^(\d+) (\d+)\n/.exec(received.subarray(0, 64).toString("latin1"));
      if (header === null) continue;
      const end = header[0].length + Number(header[2]);
      if (received.length < end) continue;
      if (header[1] === id) return received.subarray(header[0].length, end);
      // The late answer to a request that was given up.
      received = received.subarray(end);
    }
  } catch (cause) {
    throw new Error(`The guest does not answer: ${String(cause)}.${tail(guest)}`, { cause });
  } finally {
    socket.destroy();
  }
}
