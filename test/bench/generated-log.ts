import type { RecordKind } from "../../src/kinds/index.ts";
import { type RecordParts, walk } from "../log/log-bytes.ts";
import { type Random, random } from "../random.ts";
import { LogWriter, type Running } from "./log-writer.ts";

const LIBRARIES = [
  "/etc/ld.so.cache",
  "/usr/lib/x86_64-linux-gnu/libc.so.6",
  "/usr/lib/x86_64-linux-gnu/libm.so.6",
  "/usr/lib/locale/C.UTF-8/LC_CTYPE",
  "/usr/lib/x86_64-linux-gnu/libz.so.1.3",
];
const HEADERS = Array.from({ length: 2_000 }, (_, n) => `/usr/include/part-${n % 40}/header-${n}.h`);
const MODULE_FILES = [
  "package.json",
  "index.js",
  "lib/main.js",
  "README.md",
  "LICENSE",
  "dist/index.cjs",
  "types/index.d.ts",
];
const HOME = "/home/runner";
/** The scope of the logs that LogWriter writes. */
const SCOPE_PID = 400;
const WORK = `${HOME}/home/runner/app/app`;

export interface GeneratedLogOptions {
  readonly events: number;
  readonly seed: number;
  /** The text of the job block. */
  readonly job: string;
}

/** Writes the log of an invented job: a checkout, installations, a build and tests, again and again. */
export class GeneratedLog {
  readonly #log: LogWriter;
  readonly #random: Random;
  #pid = 1_000;
  #round = 0;
  /** Events so far, without the records that only keep the lineage. */
  events = 0;

  private constructor(path: string, { seed, job }: GeneratedLogOptions) {
    this.#log = new LogWriter(path, job);
    this.#random = random(seed);
  }

  /** Writes a log with this many events or a few more; gives their number. The same seed gives the same log. */
  static write(path: string, options: GeneratedLogOptions): number {
    const log = new GeneratedLog(path, options);
    const listener = log.#snapshot(100, 1, `${HOME}/runners/bin/Runner.Listener`, ["Runner.Listener", "run"]);
    const worker = log.#snapshot(SCOPE_PID, listener.pid, `${HOME}/runners/bin/Runner.Worker`, [
      "Runner.Worker",
      "spawnclient",
    ]);
    while (log.events < options.events) log.#job(worker);
    log.#log.end();
    return log.events;
  }

  #job(worker: Running): void {
    this.#round++;
    const step = this.#spawn(worker, "/usr/bin/bash", [
      "/usr/bin/bash",
      "-e",
      `${HOME}/work/_temp/${String(this.#round).padStart(8, "0")}-0000-4000-8000-000000000000.sh`,
    ]);
    this.#checkout(step);
    this.#install(step);
    const make = this.#spawn(step, "/usr/bin/make", ["make", "-j2"]);
    for (let n = 0; n < 400; n++) this.#compile(make, n);
    this.#exit(make);
    for (let n = 0; n < 60; n++) this.#test(step, n);
    this.#exit(step);
  }

  #checkout(step: Running): void {
    const git = this.#spawn(step, "/usr/bin/git", [
      "git",
      "checkout",
      "--progress",
      "--force",
      `refs/remotes/pull/${this.#round}/merge`,
    ]);
    for (let n = 0; n < 4_000; n++) this.#open(git, `${WORK}/src/part-${n % 90}/file-${n}.c`, 0o1101);
    for (let n = 0; n < 200; n++)
      this.#move(
        git,
        `${WORK}/.git/objects/${n}/tmp_obj_${this.#round}_${n}`,
        `${WORK}/.git/objects/${n}/${this.#round}`,
      );
    this.#connect(git, 443);
    this.#exit(git);
  }

  #install(step: Running): void {
    const npm = this.#spawn(step, "/opt/node/bin/npm", ["node", "/opt/node/bin/npm", "ci"]);
    this.#unix(npm, "/var/run/nscd/socket");
    for (let n = 0; n < 40; n++) {
      this.#query(npm, n % 3 === 0 ? "registry.example.org" : `mirror-${n}.example.org`);
      this.#connect(npm, 443);
    }
    for (let module = 0; module < 900; module++) {
      for (const file of MODULE_FILES) this.#open(npm, this.#moduleFile(module, file), 0o1101);
      this.#open(npm, `${HOME}/.npm/_cacache/content-v2/sha512/${this.#round}/${module}`, 0);
      this.#move(
        npm,
        `${HOME}/.npm/_cacache/tmp/${this.#round}-${module}`,
        `${HOME}/.npm/_cacache/content-v2/sha512/${this.#round}/${module}`,
      );
      if (module % 4 === 0)
        this.#link(npm, `${WORK}/node_modules/.bin/tool-${module}`, `../module-${module}/cli.js`);
    }
    for (let script = 0; script < 30; script++) {
      const shell = this.#spawn(npm, "/usr/bin/sh", ["sh", "-c", `node install-${script}.js`]);
      const node = this.#spawn(shell, "/opt/node/bin/node", ["node", `install-${script}.js`]);
      for (let n = 0; n < 80; n++)
        this.#open(node, this.#moduleFile(this.#random.below(900), "package.json"), 0);
      this.#open(node, `${HOME}/.config/tool-${script}/token-${script * 7}.json`, 0);
      this.#exit(node);
      this.#exit(shell);
    }
    this.#exit(npm);
  }

  #compile(step: Running, n: number): void {
    const shell = this.#spawn(step, "/bin/sh", ["/bin/sh", "-c", `cc -O2 -c -o file-${n}.o file-${n}.c`]);
    const driver = this.#spawn(shell, "/usr/bin/cc", ["cc", "-O2", "-c", "-o", `file-${n}.o`, `file-${n}.c`]);
    const temporary = `/tmp/cc${this.#round}-${n}.s`;
    const compiler = this.#spawn(driver, "/usr/lib/gcc/x86_64-linux-gnu/12/cc1", [
      "cc1",
      "-quiet",
      `file-${n}.c`,
      "-O2",
      "-o",
      temporary,
    ]);
    this.#open(compiler, `${WORK}/src/part-${n % 90}/file-${n}.c`, 0);
    for (let header = 0; header < 60; header++) this.#open(compiler, this.#random.pick(HEADERS), 0);
    this.#open(compiler, temporary, 0o1101);
    this.#exit(compiler);
    const assembler = this.#spawn(driver, "/usr/bin/as", ["as", "--64", "-o", `file-${n}.o`, temporary]);
    this.#open(assembler, temporary, 0);
    this.#open(assembler, `${WORK}/build/file-${n}.o`, 0o1102);
    this.#exit(assembler);
    this.#remove(driver, temporary);
    this.#exit(driver);
    this.#exit(shell);
  }

  #test(step: Running, n: number): void {
    const node = this.#spawn(step, "/opt/node/bin/node", ["node", "--test", `test/part-${n}.test.js`]);
    for (let file = 0; file < 300; file++) {
      this.#open(node, this.#moduleFile(this.#random.below(900), this.#random.pick(MODULE_FILES)), 0);
    }
    this.#query(node, "localhost.example.org");
    this.#connect(node, 5432);
    this.#open(node, `/tmp/test-${this.#round}-${n}`, 0o1102);
    this.#remove(node, `/tmp/test-${this.#round}-${n}`);
    this.#exit(node);
  }

  #moduleFile(module: number, file: string): string {
    return `${WORK}/node_modules/module-${module}/${file}`;
  }

  #spawn(parent: Running, path: string, argv: string[]): Running {
    const child = { pid: ++this.#pid, startNs: this.#log.tick() };
    this.#log.write("process_fork", parent, {
      fixed: { child_pid: child.pid, child_start_ns: child.startNs },
    });
    this.#event("process_exec", child, {
      fixed: { parent_pid: parent.pid, parent_start_ns: parent.startNs },
      strings: {
        filename: path,
        base: walk(WORK),
        image: walk(path),
        argv: argv.map((argument) => `${argument}\0`).join(""),
      },
    });
    for (const library of LIBRARIES) this.#open(child, library, 0);
    return child;
  }

  #snapshot(pid: number, parentPid: number, executable: string, argv: string[]): Running {
    const process = { pid, startNs: this.#log.tick() };
    this.#log.write("process_snapshot", process, {
      fixed: { parent_pid: parentPid },
      strings: { executable, argv: `${argv.join("\0")}\0` },
    });
    return process;
  }

  #exit(process: Running): void {
    this.#log.write("process_exit", process);
  }

  #open(process: Running, path: string, flags: number): void {
    this.#event("file_open", process, { fixed: { flags }, strings: { path: walk(path) } });
  }

  #remove(process: Running, path: string): void {
    this.#event("file_remove", process, { strings: { base: walk(WORK), path } });
  }

  #move(process: Running, from: string, to: string): void {
    this.#event("file_move", process, { strings: { from_base: walk(WORK), from, to_base: walk(WORK), to } });
  }

  #link(process: Running, created: string, existing: string): void {
    this.#event("file_link", process, {
      strings: { existing_base: walk(WORK), existing, created_base: walk(WORK), created },
    });
  }

  #unix(process: Running, path: string): void {
    this.#event("unix_socket_connect", process, {
      fixed: { socket_type: 1 },
      strings: { address: `${path}\0`, base: walk("/") },
    });
  }

  #connect(process: Running, port: number): void {
    const remote_ip = Buffer.alloc(16);
    remote_ip.set([
      this.#random.pick([10, 104, 140, 192]),
      16,
      this.#random.below(4),
      this.#random.below(250),
    ]);
    this.#event("network_connect", process, {
      fixed: { remote_ip, remote_port: port, protocol: 6, family: 2 },
    });
  }

  #query(process: Running, name: string): void {
    const labels = name.split(".").map((label) => String.fromCharCode(label.length) + label);
    const message = `\0\x01\x01\0\0\x01\0\0\0\0\0\0${labels.join("")}\0\0\x01\0\x01`;
    this.#event("domain", process, {
      fixed: { protocol: 17, whole_length: message.length },
      strings: { message },
    });
  }

  #event(kind: RecordKind, process: Running, parts: RecordParts): void {
    this.events++;
    this.#log.write(kind, process, parts);
  }
}
