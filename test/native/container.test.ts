import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readLog } from "../../src/events/read-log.ts";
import { LAYOUTS } from "../../src/kinds/layout.ts";
import type { Scope } from "../../src/log/coverage.ts";
import { LogReader } from "../../src/log/reader.ts";
import {
  type Collector,
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import type { ScopeRoot } from "../../src/watch/scope.ts";
import { Container } from "../runner/container.ts";
import { COLLECTOR_PATH, run, temporaryFolder, trigger, until } from "./capture.ts";

const OUTSIDER = trigger("outsider");

async function container(): Promise<Container & { readonly controlGroup: string }> {
  const started = await Container.start(join(temporaryFolder(), "docker"), "group");
  onTestFinished(() => started.remove());
  return started as Container & { readonly controlGroup: string };
}

async function watch(root: ScopeRoot, scope: Scope = "job"): Promise<Collector> {
  const { collector } = await startCollector({ root, scope, job: "{}", collectorPath: COLLECTOR_PATH });
  onTestFinished(async () => {
    if (!existsSync(collector.directory)) return;
    await stopCollector(collector).catch(() => {});
    await removeCollector(collector);
  });
  return collector;
}

function watchContainer({ firstPid }: Container, scope: Scope = "job"): Promise<Collector> {
  return watch({ kind: "control-group", member: firstPid }, scope);
}

function exec(inside: Container, command: string): Promise<number> {
  return run(...inside.exec("/bin/sh", ["-c", command]));
}

interface Exec {
  readonly filename: string;
  readonly isEntry: boolean;
}

/** What was executed, as the records have it; ends the watch. */
async function executed(collector: Collector): Promise<readonly Exec[]> {
  await stopCollector(collector);
  const layout = LAYOUTS.find(({ kind }) => kind === "process_exec");
  if (layout === undefined) throw new Error("there is no layout of process_exec");
  const offset = (name: string): number =>
    layout.members.find((member) => member.name === name)?.offset ?? -1;
  const reader = new LogReader();
  const found: Exec[] = [];
  for await (const chunk of readCollectorLog(collector)) {
    for (const part of reader.push(chunk)) {
      if (part.type !== "records") continue;
      for (let at = 0; at < part.payload.length; at += part.payload.readUInt32LE(at)) {
        const record = part.payload.subarray(at, at + part.payload.readUInt32LE(at));
        if (record.readUInt16LE(4) !== layout.id) continue;
        const end = layout.fixedSize + record.readUInt16LE(offset("filename_length"));
        found.push({
          filename: record.toString("utf8", layout.fixedSize, end),
          isEntry: record.readUInt8(offset("is_entry")) === 1,
        });
      }
    }
  }
  return found;
}

/** Those below a folder that is the test's alone. */
async function executedIn(folder: string, collector: Collector): Promise<readonly Exec[]> {
  return (await executed(collector))
    .filter(({ filename }) => filename.startsWith(`${folder}/`))
    .map(({ filename, isEntry }) => ({ filename: filename.slice(folder.length + 1), isEntry }));
}

/** A folder with a program of each name: it runs its arguments, if any. */
function programs(...names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) writeFileSync(join(folder, name), '#!/bin/sh\n"$@"\n', { mode: 0o755 });
  return folder;
}

test.each(["job", "machine"] as const)(
  "in the scope %s what a daemon starts in the container is an entry, and nothing that comes of it is",
  async (scope) => {
    const folder = programs("step", "child", "same-process");
    const inside = await container();
    const collector = await watchContainer(inside, scope);
    await run(...inside.exec(`${folder}/step`, [`${folder}/child`]));
    await run(...inside.exec("/bin/sh", ["-c", `exec ${folder}/same-process`]));
    expect(await executedIn(folder, collector)).toEqual([
      { filename: "step", isEntry: true },
      { filename: "child", isEntry: false },
      { filename: "same-process", isEntry: false },
    ]);
  },
);

test.each(["job", "machine"] as const)(
  "in the scope %s a process of the container that leaves its group and comes back is no entry",
  async (scope) => {
    const folder = programs("first", "again", "child");
    const inside = await container();
    const root = dirname(inside.controlGroup);
    const collector = await watchContainer(inside, scope);
    await run(
      ...inside.exec("/bin/sh", [
        "-c",
        `echo $$ > ${root}/cgroup.procs; echo $$ > ${inside.controlGroup}/cgroup.procs
         ${folder}/child
         (read -r pid _ < /proc/self/stat; echo $pid > ${root}/cgroup.procs; ${folder}/child)
         exec ${folder}/again`,
      ]),
    );
    expect(await executedIn(folder, collector)).toEqual([
      { filename: "child", isEntry: false },
      { filename: "child", isEntry: false },
      { filename: "again", isEntry: false },
    ]);
  },
);

test("what a runtime has forked on the way is an entry all the same, and only once", async () => {
  const folder = programs("step");
  const inside = await container();
  const collector = await watchContainer(inside);
  // The shell comes in and forks what enters the mounts, as stages of runc do; then once more.
  const enter = `nsenter --target ${inside.firstPid} --mount --cgroup -- ${folder}/step`;
  await run("/bin/bash", [
    "-c",
    `echo $$ > ${inside.controlGroup}/cgroup.procs; ${enter} ${folder}/step; true`,
  ]);
  expect(await executedIn(folder, collector)).toEqual([
    { filename: "step", isEntry: true },
    { filename: "step", isEntry: false },
  ]);
});

test("what is forked into the container's group at once is watched", async () => {
  const root = temporaryFolder();
  const inside = await container();
  writeFileSync(join(root, "started"), readFileSync(OUTSIDER), { mode: 0o755 });
  writeFileSync(join(root, "inside"), "");
  const collector = await watchContainer(inside);
  const service = spawn(OUTSIDER, ["serve", "-", "clone", inside.controlGroup, root, "/started"], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  service.stdin.end("\n");
  await ended(service);
  // It is in no mount namespace of the container, and so no entry.
  expect((await executed(collector)).filter(({ filename }) => filename === "/started")).toEqual([
    { filename: "/started", isEntry: false },
  ]);
});

test("what stays outside of the container is not watched in the scope of the job", async () => {
  const folder = programs("beside", "in-another-group", "step");
  const inside = await container();
  const other = await container();
  const collector = await watchContainer(inside);
  await run(`${folder}/beside`, []);
  await run(...other.exec(`${folder}/in-another-group`, []));
  await run(...inside.exec(`${folder}/step`, []));
  expect(await executedIn(folder, collector)).toEqual([{ filename: "step", isEntry: true }]);
});

test("what runs in the container before the start is watched, also in a group below the container's", async () => {
  const folder = programs("before", "below");
  const inside = await container();
  const go = join(folder, "go");
  const below = join(inside.controlGroup, "below");
  const wait = (then: string) => `until [ -e ${go} ]; do sleep 0.02; done; ${then}`;
  mkdirSync(below);
  onTestFinished(() => {
    if (existsSync(below)) rmdirSync(below);
  });
  const first = exec(inside, wait(`${folder}/before`));
  const second = exec(inside, `echo $$ > ${below}/cgroup.procs; ${wait(`${folder}/below`)}`);
  await until(() => readFileSync(join(below, "cgroup.procs"), "utf8") !== "");
  await until(() => readFileSync(join(inside.controlGroup, "cgroup.procs"), "utf8").split("\n").length > 2);
  const collector = await watchContainer(inside);
  writeFileSync(go, "");
  await Promise.all([first, second]);
  rmdirSync(below);
  expect((await executedIn(folder, collector)).map(({ filename }) => filename).sort()).toEqual([
    "before",
    "below",
  ]);
});

test("the collector is in none of the container's groups, and ends with the container", async () => {
  const inside = await container();
  const started = join(temporaryFolder(), "start.json");
  // As pre starts it: from within the container.
  await exec(inside, `echo {} | ${COLLECTOR_PATH} start container-of-$$ > ${started}`);
  const { pid, directory, scope_pid, scope_group } = JSON.parse(readFileSync(started, "utf8"));
  expect(scope_pid).toBe(0);
  expect(scope_group).toBe(`/${inside.controlGroup.split("/").at(-1)}`);
  const groups = readFileSync(`/proc/${pid}/cgroup`, "utf8").trim().split("\n");
  expect(groups.map((line) => line.split(":")[2])).toEqual(groups.map(() => "/"));
  process.kill(inside.firstPid, "SIGKILL");
  await until(() => !existsSync(`/proc/${pid}`));
  const collector = { directory, binary: `${directory}/collector`, pid, scopePid: 0 };
  const reader = new LogReader();
  let reason: string | undefined;
  for await (const chunk of readCollectorLog(collector)) {
    for (const part of reader.push(chunk)) if (part.type === "trailer") reason = part.trailer.reason;
  }
  expect(reason).toBe("scope-ended");
  await removeCollector(collector);
});

test("from a container with a control-group namespace of its own, connects in other groups are seen", async () => {
  const inside = await container();
  const other = await container();
  const started = join(temporaryFolder(), "start.json");
  await exec(inside, `echo {} | ${COLLECTOR_PATH} start container-of-$$ machine > ${started}`);
  const { pid, directory } = JSON.parse(readFileSync(started, "utf8"));
  const collector = { directory, binary: `${directory}/collector`, pid, scopePid: 0 };
  await run(...other.exec("/bin/bash", ["-c", ": < /dev/tcp/127.0.0.1/4444 || true"]));
  await stopCollector(collector);
  const ports: number[] = [];
  await readLog(readCollectorLog(collector), {
    onEvent: (event) => {
      if (event.kind === "network_connect") ports.push(event.payload.remote_port);
    },
  });
  await removeCollector(collector);
  expect(ports).toContain(4444);
});

test("a container without a control group of its own is refused", async () => {
  const refused = watch({ kind: "control-group", member: process.pid });
  await expect(refused).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("no control group of its own in the unified hierarchy"),
  });
});

test("a process that is gone, and one with its number, are refused", async () => {
  const child = spawn("/bin/true");
  await ended(child);
  await expect(watch({ kind: "process", pid: child.pid ?? 0, startTicks: 0 })).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("has ended, so that nothing would end the watch"),
  });
  await expect(watch({ kind: "process", pid: process.pid, startTicks: 1 })).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("has ended, and another has its number"),
  });
  await expect(watch({ kind: "control-group", member: child.pid ?? 0 })).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("cannot be read"),
  });
});

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
}
