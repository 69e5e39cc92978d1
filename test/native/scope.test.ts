import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { Event } from "../../src/events/event.ts";
import { type LogSummary, readLog } from "../../src/events/read-log.ts";
import type { Scope } from "../../src/log/coverage.ts";
import {
  type Collector,
  readCollectorLog,
  removeCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { start, TEST_PROCESS, temporaryFolder, trigger, until } from "./capture.ts";

const OUTSIDER = trigger("outsider");

/** Where hierarchies of control groups are mounted; undefined where this machine has none of the type. */
function hierarchy(type: "cgroup" | "cgroup2"): string | undefined {
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" "));
  // Of version 1 one whose groups take processes as they are: those of cpuset do not.
  const found = mounts.find(
    ([, path = "", kind]) => kind === type && (type === "cgroup2" || path.endsWith("/pids")),
  );
  return found?.[1];
}

const V1 = hierarchy("cgroup");
const V2 = hierarchy("cgroup2") ?? "/sys/fs/cgroup";

/** The runner: a shell outside of which the services are, and whose children are the job. */
class Runner {
  readonly #shell = spawn("/bin/sh", { stdio: ["pipe", "ignore", "inherit"], env: {} });
  readonly #folder = temporaryFolder();
  #commands = 0;

  constructor() {
    onTestFinished(() => {
      this.#shell.kill("SIGKILL");
    });
  }

  get pid(): number {
    return this.#shell.pid ?? 0;
  }

  /** Has the job run a command of the shell, to its end. */
  async run(command: string): Promise<void> {
    const done = join(this.#folder, `done-${this.#commands++}`);
    this.#shell.stdin?.write(`/bin/sh -c '${command}'; : > ${done}\n`);
    await until(() => existsSync(done));
  }
}

interface ServiceOptions {
  /** How what it starts comes into a control group. */
  readonly way: "move" | "clone" | "stay";
  readonly mount?: string;
  /** The name of its program and, with a folder, of its socket. */
  readonly name?: string;
  readonly socket?: string;
  readonly folder?: string;
}

let services = 0;

/** A service outside the job. What it starts is called /started-NUMBER, in a root of its own with a file /inside. */
class Service {
  readonly started = `/started-${++services}`;
  readonly group: string;
  readonly socket: string | undefined;
  readonly program: string;
  readonly root: string;
  readonly #child: ChildProcess;
  readonly #output: Promise<string>;

  constructor({ way, mount = V2, name = "outsider", socket, folder = temporaryFolder() }: ServiceOptions) {
    this.group = `${mount}/runwarden-test-${process.pid}-${services}`;
    this.root = join(folder, "root");
    this.program = join(folder, name);
    mkdirSync(this.root);
    writeFileSync(join(this.root, "inside"), "");
    copyFileSync(OUTSIDER, join(this.root, this.started));
    copyFileSync(OUTSIDER, this.program);
    if (socket !== undefined) {
      this.socket = join(folder, socket);
      mkdirSync(join(this.socket, ".."), { recursive: true });
    }
    const args = ["serve", this.socket ?? "-", way, this.group, this.root, this.started];
    this.#child = spawn(this.program, args, { stdio: ["pipe", "pipe", "inherit"], env: {} });
    this.#output = text(this.#child.stdout ?? Readable.from([]));
    onTestFinished(() => {
      this.#child.kill("SIGKILL");
      if (existsSync(this.group)) rmdirSync(this.group);
    });
  }

  /** Lets it start its program, not for the job. Gives the number of the process that it forked. */
  async go(): Promise<number> {
    this.#child.stdin?.write("\n");
    return this.ended();
  }

  /** Lets the job ask it. */
  async asked(by: Runner): Promise<number> {
    await until(() => this.socket !== undefined && existsSync(this.socket));
    await by.run(`${OUTSIDER} ask ${this.socket}`);
    return this.ended();
  }

  async ended(): Promise<number> {
    if (this.#child.exitCode === null) await once(this.#child, "exit");
    expect(this.#child.exitCode).toBe(0);
    return Number(await this.#output);
  }
}

interface Watched {
  readonly collector: Collector;
  readonly events: readonly Event[];
  /** What was recorded of a program. */
  executed(path: string): Event[];
  readonly summary: LogSummary;
  /** What was recorded of what a service started. */
  of(service: Service): Event[];
}

/** Starts a collector on a runner, lets things happen, and gives what was recorded. */
async function watch(scope: Scope, runner: Runner, happen: () => Promise<unknown>): Promise<Watched> {
  const collector = await start(runner.pid, scope);
  await happen();
  await stopCollector(collector);
  const events: Event[] = [];
  const summary = await readLog(readCollectorLog(collector), { onEvent: (event) => events.push(event) });
  await removeCollector(collector);
  expect(summary.coverage.faults).toEqual([]);
  expect(summary.coverage.droppedLineage).toBe(0);
  const executed = (path: string) => events.filter(({ process }) => process.exec_path.raw === path);
  return { collector, summary, events, executed, of: ({ started }) => executed(started) };
}

/** The kinds and paths of events. */
function told(events: readonly Event[]): string[] {
  return events.map((event) =>
    event.kind === "file_open" ? `${event.kind} ${event.payload.path.raw}` : event.kind,
  );
}

/** Expects that something was adopted. Not how much: others of this machine may make groups meanwhile, and so start units. */
function expectAdoption({ coverage }: LogSummary): void {
  expect(coverage.reach?.adopted).toBeGreaterThan(0);
}

/** What a service's program does, as it sees it in its own root. */
const ALL = ["process_exec", "file_open /inside"];

test("what a service starts in a new control group is the job's when the job has asked it", async () => {
  const runner = new Runner();
  const service = new Service({ way: "move", socket: "socket" });
  const { of, summary } = await watch("job", runner, () => service.asked(runner));
  const events = of(service);
  expect(told(events)).toEqual(ALL);
  const { process } = events[0] as Event;
  expect(process.argv.map(({ raw }) => raw)).toEqual([service.started, "open", "/inside"]);
  const ancestors = process.ancestors.map(({ exec_path }) => exec_path.raw);
  // The process that was moved and forked on, then the service: both from before the collector knew of them.
  expect(ancestors.slice(0, 3)).toEqual([service.program, service.program, TEST_PROCESS]);
  expect(summary.coverage.reach).toEqual({ scope: "job", adoption: "live", adopted: expect.any(Number) });
  expectAdoption(summary);
});

test.each([
  ["/opt", true],
  [tmpdir(), false],
])(
  "of an adopted process and those above it is told whose programs they run: one in %s",
  async (above, isRoots) => {
    const folder = realpathSync(mkdtempSync(`${above}/runwarden-test-`));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const runner = new Runner();
    const service = new Service({ way: "move", socket: "socket", folder });
    const { of } = await watch("job", runner, () => service.asked(runner));
    const { process } = of(service)[0] as Event;
    // In a root of its own, to which a path has another meaning.
    expect([process.file_path?.raw, process.is_root_owned]).toEqual([service.started, false]);
    expect(process.ancestors.slice(0, 2).map((image) => [image.file_path?.raw, image.is_root_owned])).toEqual(
      [
        [service.program, isRoots],
        [service.program, isRoots],
      ],
    );
  },
);

test("so is what is forked into the group at once; its number is that of the first namespace", async () => {
  const runner = new Runner();
  const service = new Service({ way: "clone", socket: "socket" });
  let pid = 0;
  const { of } = await watch("job", runner, async () => {
    pid = await service.asked(runner);
  });
  expect(told(of(service))).toEqual(ALL);
  expect(of(service).map(({ process }) => process.pid)).toEqual([pid, pid]);
});

test.skipIf(V1 === undefined)("so is what is moved into a group of version 1", async () => {
  const runner = new Runner();
  const service = new Service({ way: "move", socket: "socket", mount: V1 ?? "" });
  const { of } = await watch("job", runner, () => service.asked(runner));
  expect(told(of(service))).toEqual(ALL);
});

test("unrelated work stays out: new groups before the job has asked, and old ones after", async () => {
  const runner = new Runner();
  const before = new Service({ way: "move" });
  const asked = new Service({ way: "clone", socket: "socket" });
  const after = new Service({ way: "stay" });
  const { of, summary } = await watch("job", runner, async () => {
    await before.go();
    await asked.asked(runner);
    await after.go();
  });
  expect(told(of(before))).toEqual([]);
  expect(told(of(asked))).toEqual(ALL);
  expect(told(of(after))).toEqual([]);
  expectAdoption(summary);
});

test("a group that appears after the request is the job's, whoever makes it, for the kernel cannot tell", async () => {
  const runner = new Runner();
  const asked = new Service({ way: "stay", socket: "socket" });
  const other = new Service({ way: "move" });
  const { of } = await watch("job", runner, async () => {
    await asked.asked(runner);
    await other.go();
  });
  expect(told(of(other))).toEqual(ALL);
});

test.each(["nscd/socket", "journal/stdout", "log", "io.systemd.Resolve", "userdb/io.systemd.Multiplexer"])(
  "to use the socket %s is not to ask, for every program does",
  async (socket) => {
    const runner = new Runner();
    const service = new Service({ way: "move", socket });
    const { of } = await watch("job", runner, () => service.asked(runner));
    expect(told(of(service))).toEqual([]);
  },
);

test("a socket of the job's own is nobody outside", async () => {
  const runner = new Runner();
  const folder = temporaryFolder();
  const service = new Service({ way: "move" });
  const inside = `${OUTSIDER} serve ${folder}/socket stay - ${service.root} ${service.started} > /dev/null`;
  const { of } = await watch("job", runner, async () => {
    await runner.run(`${inside} & until ${OUTSIDER} ask ${folder}/socket 2> /dev/null; do :; done`);
    await service.go();
  });
  // Once as the job's own child, and not again.
  expect(told(of(service))).toEqual(ALL);
});

test("to connect to a container daemon's port is to ask", async () => {
  const runner = new Runner();
  const service = new Service({ way: "move" });
  const { of } = await watch("job", runner, async () => {
    await runner.run('/bin/bash -c ": < /dev/tcp/127.0.0.1/2375" 2> /dev/null');
    await service.go();
  });
  expect(told(of(service))).toEqual(ALL);
});

test("a group that the job has made is the job's", async () => {
  const runner = new Runner();
  const service = new Service({ way: "move" });
  const { of } = await watch("job", runner, async () => {
    await runner.run(`mkdir ${service.group}`);
    await service.go();
  });
  expect(told(of(service))).toEqual(ALL);
});

test.each([
  ["writes a file in cron's folder", "cron", (folder: string) => `: > ${folder}/cron.d/job`],
  ["writes a crontab", "crond", (folder: string) => `: >> ${folder}/crontab`],
  ["moves a file to it", "anacron", (folder: string) => `mv ${folder}/file ${folder}/cron.daily/file`],
  [
    "exchanges one with a file there",
    "crond",
    (folder: string) => `${OUTSIDER} exchange ${folder}/file ${folder}/cron.d/there`,
  ],
  ["links one into it", "cron", (folder: string) => `cd ${folder}/cron.d; ln -s ../file job`],
  ["writes a job of at", "atd", (folder: string) => `: > ${folder}/at/a1`],
])("what a scheduler starts after the job %s is the job's", async (_, name, command) => {
  const runner = new Runner();
  const folder = temporaryFolder();
  for (const inside of ["cron.d", "cron.daily", "at"]) {
    mkdirSync(join(folder, inside));
    writeFileSync(join(folder, inside, "there"), "");
  }
  writeFileSync(join(folder, "file"), "");
  const before = new Service({ way: "stay", name });
  const after = new Service({ way: "stay", name });
  const other = new Service({ way: "stay" });
  const { of, summary } = await watch("job", runner, async () => {
    await runner.run(`cat ${folder}/cron.d/there ${folder}/at/there > ${folder}/cron.txt`);
    await before.go();
    await runner.run(command(folder));
    await after.go();
    await other.go();
  });
  expect(told(of(before))).toEqual([]);
  expect(told(of(after))).toEqual(ALL);
  expect(of(after)[0]?.process.ancestors[0]?.exec_path.raw).toBe(after.program);
  expect(told(of(other))).toEqual([]);
  expectAdoption(summary);
});

test.each(["systemd", "dbus-daemon"])("what %s starts after the job has asked is the job's", async (name) => {
  const runner = new Runner();
  const before = new Service({ way: "stay", name });
  const asked = new Service({ way: "stay", name, socket: "socket" });
  const other = new Service({ way: "stay" });
  const { of, summary } = await watch("job", runner, async () => {
    await before.go();
    await asked.asked(runner);
    await other.go();
  });
  expect(told(of(before))).toEqual([]);
  expect(told(of(asked))).toEqual(ALL);
  expect(of(asked)[0]?.process.ancestors[0]?.exec_path.raw).toBe(asked.program);
  expect(told(of(other))).toEqual([]);
  expectAdoption(summary);
});

test.each([
  ["writes a unit", (folder: string) => `: > ${folder}/systemd/system/job.service`],
  ["writes a drop-in", (folder: string) => `: >> ${folder}/systemd/user/x.service.d/job.conf`],
  ["writes a generator", (folder: string) => `: > ${folder}/systemd/system-generators/job`],
  ["links a unit", (folder: string) => `cd ${folder}/systemd/system/x.wants; ln -s ../file file`],
  ["moves one there", (folder: string) => `mv ${folder}/file ${folder}/systemd/user/job.service`],
])("that the job %s is to ask, for a signal makes systemd read it", async (_, command) => {
  const runner = new Runner();
  const folder = temporaryFolder();
  for (const inside of ["system/x.wants", "user/x.service.d", "system-generators"]) {
    mkdirSync(join(folder, "systemd", inside), { recursive: true });
  }
  writeFileSync(join(folder, "systemd/system/there"), "");
  writeFileSync(join(folder, "file"), "");
  const before = new Service({ way: "stay", name: "systemd" });
  const after = new Service({ way: "stay", name: "systemd" });
  const { of } = await watch("job", runner, async () => {
    await runner.run(`cat ${folder}/systemd/system/there > ${folder}/systemd/file`);
    await before.go();
    await runner.run(command(folder));
    await after.go();
  });
  expect(told(of(before))).toEqual([]);
  expect(told(of(after))).toEqual(ALL);
});

test("in the scope of the machine all is in, whoever asked, and nothing needs to be adopted", async () => {
  const runner = new Runner();
  const moved = new Service({ way: "move" });
  const forked = new Service({ way: "stay" });
  const { of, summary } = await watch("machine", runner, async () => {
    await moved.go();
    await forked.go();
  });
  expect(told(of(moved))).toEqual(ALL);
  expect(told(of(forked))).toEqual(ALL);
  const ancestors = of(forked)[0]?.process.ancestors.map(({ exec_path }) => exec_path.raw);
  expect(ancestors?.slice(0, 2)).toEqual([forked.program, TEST_PROCESS]);
  expect(summary.coverage.reach).toEqual({ scope: "machine", adoption: "live", adopted: 0 });
});

/** True where a hierarchy of control groups of our own can be mounted; a kernel without version 1 has none. */
function hasNamedHierarchies(): boolean {
  return readFileSync("/proc/filesystems", "utf8").includes("\tcgroup\n");
}

test.skipIf(!hasNamedHierarchies())(
  "in the scope of the machine, what the kernel starts by itself is in",
  async () => {
    const runner = new Runner();
    const mount = temporaryFolder();
    const agent = new Service({ way: "stay" });
    const started = join(agent.root, agent.started);
    const name = `name=runwarden-test-${process.pid}`;
    // The kernel runs the release agent of a hierarchy when a group becomes empty. The hierarchy itself is gone only
    // when it is unmounted some time after its last group was removed; one that stays does nothing.
    const script = `set -e; mount -t cgroup -o none,${name} none ${mount}; cd ${mount}
      echo ${started} > release_agent; mkdir group; echo 1 > group/notify_on_release
      echo $$ > group/cgroup.procs; echo $$ > cgroup.procs; sleep 0.5; rmdir group
      cd /; umount ${mount}
      for round in $(seq 30); do
        grep -q ${name} /proc/self/cgroup || break
        sleep 0.1; mount -t cgroup -o none,${name} none ${mount}; umount ${mount}
      done`;
    const { executed } = await watch("machine", runner, async () => {
      const child = spawn("unshare", ["--mount", "/bin/sh", "-c", script], { stdio: "inherit" });
      await once(child, "exit");
      expect(child.exitCode).toBe(0);
    });
    expect(executed(started).map(({ process }) => process.ancestors)).toEqual([[]]);
  },
);

test("in the scope of the machine, what was executed during the start is known as what it is", async () => {
  const folder = temporaryFolder();
  const [fifo, stop] = [`${folder}/fifo`, `${folder}/stop`];
  execFileSync("mkfifo", [fifo]);
  // A new program each moment, which opens a file when all of them are let go.
  const shell = basename(realpathSync("/bin/sh"));
  const program = `: < ${fifo}; : > ${folder}/opened-$$`;
  const script = `until [ -e ${stop} ]; do /bin/sh -c '${program}' & sleep 0.003; done; wait`;
  // Another program than it starts, for its own arguments and theirs are not recorded.
  const spawner = spawn("/bin/bash", ["-c", script], { stdio: "inherit", env: { PATH: process.env.PATH } });
  onTestFinished(() => {
    spawner.kill("SIGKILL");
  });
  const { events } = await watch("machine", new Runner(), async () => {
    writeFileSync(stop, "");
    const open = openSync(fifo, "r+");
    await once(spawner, "exit");
    closeSync(open);
  });
  const programs = events.flatMap((event) =>
    event.kind === "file_open" && event.payload.path.raw.startsWith(`${folder}/opened-`)
      ? [basename(event.process.exec_path.raw)]
      : [],
  );
  // Some dozens, but few where the machine is busy.
  expect(programs.length).toBeGreaterThan(0);
  expect(programs.filter((name) => name !== "sh" && name !== shell)).toEqual([]);
});

test("in the scope of the machine, neither the collector nor the runner is reported", async () => {
  const runner = new Runner();
  const { events, executed, collector } = await watch("machine", runner, () => runner.run("/usr/bin/env"));
  expect(events.filter(({ process }) => process.pid === collector.pid)).toEqual([]);
  expect(events.filter(({ process }) => process.pid === runner.pid)).toEqual([]);
  expect(executed("/usr/bin/env")).not.toEqual([]);
});
