import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { COLLECTOR_PATH, temporaryFolder, trigger, until } from "./capture.ts";
import { hangingFiles } from "./hanging-files.ts";

const JUDGE = fileURLToPath(new URL("stand-in-judge", import.meta.url));
/** What post_ways ends with where the way did not end it. */
const NOT_ENDED = 77;

/** Each watch has its own: the one before may not have ended yet, and the worker is the same. */
let script = "";

/** A collector with a judge of the test's own; the test itself is the worker. */
interface Watch {
  readonly folder: string;
  readonly control: string;
  readonly collector: number;
}

let number = 0;

function watch(says: "green" | "red", { mark = "", opens = "" } = {}): Watch {
  const name = `${process.pid}s0gate${number++}`;
  script = `/actions/of/the/job/post${number}.js`;
  const input = ["{}", "digest", script, mark, JSON.stringify({ says, opens })].join("\0");
  const args = ["start", String(process.pid), "job", name, String(process.pid), JUDGE];
  const started = spawnSync(COLLECTOR_PATH, args, { input, env: {}, encoding: "utf8" });
  expect(started.stderr).toBe("");
  const { pid, directory } = JSON.parse(started.stdout) as { pid: number; directory: string };
  onTestFinished(() => {
    for (const process of guards(directory)) kill(process);
    spawnSync("rm", ["-rf", directory]);
  });
  return { folder: directory, control: `${directory}/control`, collector: pid };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** The processes of a watch: collector, keeper and judge all name its folder or what it was started with. */
function guards(folder: string): number[] {
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && commandLine(entry).includes(name))
    .map(Number);
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

function guardNamed(folder: string, name: string): number | undefined {
  return guards(folder).find((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").trim() === name);
}

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
}

/** What the worker sees of a post step that ends in a way, and what it was answered before. */
function post(
  way: string,
  options: { requests?: string[]; watch?: Watch; script?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  const { requests = [], env = {} } = options;
  const asked = options.watch === undefined ? [] : [options.watch.control, ...requests];
  const child = spawn(trigger("post_ways"), [way, ...asked, "--", options.script ?? script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...env, RUNNER_TEMP: "/temp/of/the/job" },
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += String(chunk);
  });
  return new Promise((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal, said: said.trim() })),
  );
}

const GREEN_WAYS = [
  "exit_group",
  "exit_group-256",
  "exit_group-512",
  "exit",
  "last-thread",
  "first-thread",
  "threads-at-once",
  "behind-io_uring",
  "behind-seccomp",
  "behind-seccomp-by-prctl",
  "exec",
  "exec-in-thread-of-vfork",
];
const X86_WAYS = ["int80-exit_group", "int80-exit"];

test.each([...GREEN_WAYS, ...(process.arch === "x64" ? X86_WAYS : [])])(
  "a post step that nobody has released does not end in success: %s",
  async (way) => {
    watch("green");
    expect(await post(way)).toEqual({ code: null, signal: "SIGKILL", said: "" });
  },
);

test.runIf(process.arch === "x64").each(["x32-exit_group", "x32-exit"])(
  "nor by the calls of x32, which not every kernel has: %s",
  async (way) => {
    watch("green");
    const { code, signal } = await post(way);
    expect(signal ?? code).toBeOneOf(["SIGKILL", NOT_ENDED]);
  },
);

test("one that was released ends in success, and nothing is left of the watch", async () => {
  const guarded = watch("green");
  const { code, said } = await post("exit_group", { watch: guarded, requests: ["finish", "leave"] });
  expect({ code, said }).toEqual({ code: 0, said: 'report 16\n{"says":"green"}\ngo' });
  await until(() => !existsSync(guarded.folder) && guards(guarded.folder).length === 0);
});

test("a judge that nothing ends keeps nobody: it waits for a file system that does not answer", async () => {
  const folder = temporaryFolder();
  const files = await hangingFiles(folder, 0, "file", "open");
  const guarded = watch("green", { opens: `${folder}/file` });
  await files.asked;
  const { code, said } = await post("exit_group", { watch: guarded, requests: ["finish", "leave"] });
  expect({ code, said }).toEqual({ code: 0, said: 'report 16\n{"says":"green"}\ngo' });
  const judge = guards(guarded.folder).find((pid) =>
    commandLine(String(pid)).startsWith("runwarden-judge\0"),
  );
  expect(judge).toBeDefined();
  await until(() => !existsSync(guarded.folder) && !existsSync(`/proc/${guarded.collector}`));
  // One of its threads is left.
  expect(existsSync(`/proc/${judge}`)).toBe(true);
  await files.end();
  await until(() => !existsSync(`/proc/${judge}`));
});

test("one that has the report and no release is not released by that", async () => {
  const guarded = watch("green");
  expect(await post("exit_group", { watch: guarded, requests: ["finish"] })).toMatchObject({
    signal: "SIGKILL",
  });
});

test("a red verdict releases nobody", async () => {
  const guarded = watch("red");
  const { signal, said } = await post("exit_group", { watch: guarded, requests: ["finish", "leave"] });
  expect({ signal, said }).toEqual({
    signal: "SIGKILL",
    said: 'report 14\n{"says":"red"}\nlate 13\n{"late":true}',
  });
});

test("a post step that fails is let go", async () => {
  watch("green");
  expect(await post("status-1")).toMatchObject({ code: 1 });
});

test("what the job does between the release and the end takes the release back", async () => {
  const guarded = watch("green");
  const { signal, said } = await post("mark", { watch: guarded, requests: ["finish", "leave"] });
  expect(said).toContain("go");
  expect(signal).toBe("SIGKILL");
});

test("what it does between the report and the release keeps the release back", async () => {
  const guarded = watch("green");
  const child = post("exit_group", { watch: guarded, requests: ["finish", "leave"] });
  const other = spawnSync("/bin/echo", ["before the report"]);
  expect(other.status).toBe(0);
  expect(await child).toMatchObject({ code: 0 });
});

test("another child of the worker is not kept from ending, nor a post step of another script", async () => {
  watch("green");
  expect(await post("exit_group", { script: "/actions/of/the/job/other.js" })).toMatchObject({ code: 0 });
  expect(spawnSync("/bin/true").status).toBe(0);
  await post("status-1");
});

test("a post step of another job of the same worker is not kept from ending", async () => {
  watch("green", { mark: "RUNNER_TEMP=/temp/of/another/job" });
  expect(await post("exit_group")).toMatchObject({ code: 0 });
  // This one has no variable that says whose it is.
  const own = spawnSync(trigger("post_ways"), ["exit_group", "--", script], { env: {} });
  expect(own.signal).toBe("SIGKILL");
});

test("with the job's own variable it is", async () => {
  watch("green", { mark: "RUNNER_TEMP=/temp/of/the/job" });
  expect(await post("exit_group")).toMatchObject({ signal: "SIGKILL" });
});

test("and it is where a job names variables so that they look like that of another", async () => {
  watch("green", { mark: "RUNNER_TEMP=/temp/of/the/job" });
  const env = { "RUNNER_TEMP=/temp/of/another": "job" };
  expect(await post("exit_group", { env })).toMatchObject({ signal: "SIGKILL" });
  const many = Object.fromEntries(Array.from({ length: 600 }, (_, number) => [`V${number}`, "v"]));
  expect(await post("exit_group", { env: { ...env, ...many } })).toMatchObject({ signal: "SIGKILL" });
});

test("a process of a step that calls itself the post step gets no report", async () => {
  const guarded = watch("green");
  const { said } = await post("exit_group", { watch: guarded, requests: ["finish"], script: "/a/step.sh" });
  expect(said).toBe("not-post");
  await post("status-1");
});

test("nor does one that makes itself a child of the worker", async () => {
  const guarded = watch("green");
  const { said } = await post("clone-parent", { watch: guarded, requests: [], script: "/a/step.sh" });
  expect(said).toContain("not-post");
  await post("status-1");
});

test("where the collector was killed the gate stays shut, and the keeper sits at the desk", async () => {
  const guarded = watch("green");
  kill(guarded.collector);
  expect(await post("exit_group")).toMatchObject({ signal: "SIGKILL" });
  await until(() => guardNamed(guarded.folder, "runwarden-keep") === undefined);
});

test("and the judge is asked by the keeper then", async () => {
  const guarded = watch("red");
  kill(guarded.collector);
  const { said } = await post("status-1", { watch: guarded, requests: ["finish"] });
  expect(said).toBe('report 14\n{"says":"red"}');
});

test("where the judge was killed nobody is released, and who asks is told", async () => {
  const guarded = watch("green");
  const judge = guards(guarded.folder).find((pid) => commandLine(String(pid)).startsWith("runwarden-judge"));
  kill(judge ?? 0);
  const { signal, said } = await post("exit_group", { watch: guarded, requests: ["finish", "leave"] });
  expect({ signal, said }).toEqual({ signal: "SIGKILL", said: "judge-gone\n\nlate 0" });
});

test("two uses have two post steps: the watch ends with the second", async () => {
  const guarded = watch("green");
  const join = spawnSync(trigger("post_ways"), ["status-1", guarded.control, "join digest", "--", "-"]);
  expect(String(join.stdout).trim()).toBe("joined");
  const other = spawnSync(trigger("post_ways"), ["status-1", guarded.control, "check another", "--", "-"]);
  expect(String(other.stdout).trim()).toBe("other");
  expect(await post("exit_group", { watch: guarded, requests: ["finish", "leave"] })).toMatchObject({
    code: 0,
  });
  await sleep(100);
  expect(existsSync(guarded.control)).toBe(true);
  const second = await post("exit_group", { watch: guarded, requests: ["finish", "leave"] });
  expect(second).toMatchObject({ code: 0, said: 'report 16\n{"says":"green"}\ngo' });
  await until(() => !existsSync(guarded.folder));
});

const WORKER = fileURLToPath(new URL("stand-in-worker.mjs", import.meta.url));

/** What a worker that may be ended says of its post step, or the signal that ended it. */
async function inOwnWorker(way: string, requests: readonly string[] = []): Promise<string> {
  const name = `${process.pid}s0gate${number++}`;
  const args = [
    WORKER,
    COLLECTOR_PATH,
    JUDGE,
    name,
    trigger("post_ways"),
    way,
    "/actions/post.js",
    ...requests,
  ];
  const worker = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    spawnSync("rm", ["-rf", `/var/lib/runwarden/${name}`]);
  });
  let said = "";
  worker.stdout.on("data", (chunk) => {
    said += String(chunk);
  });
  const signal = await new Promise<string | null>((resolve) =>
    worker.once("close", (_code, by) => resolve(by)),
  );
  await until(() => guards(name).length === 0);
  return signal ?? said.trim();
}

test.runIf(process.arch === "x64")(
  "a post step that gets past the gate takes its worker with it",
  async () => {
    // While a step runs nothing looks at 32-bit calls, so it mostly is that late.
    expect(await inOwnWorker("int80-exit_group")).toBe("SIGKILL");
  },
);

test("so does one that misuses its leave and ends at once", async () => {
  expect(await inOwnWorker("mark-and-go", ["finish", "leave"])).toBe("SIGKILL");
});

test("a post step that does not misuse it leaves its worker alone", async () => {
  expect(await inOwnWorker("exit_group", ["finish", "leave"])).toBe("0");
});

const REACHED_WORKER = fileURLToPath(new URL("reached-worker.mjs", import.meta.url));

/** The same of a worker of which a step connects to a socket, which it listens at itself or its parent, this test. */
async function whereAStepConnects(listens: "worker" | "parent", socket: string): Promise<string> {
  const path = join(temporaryFolder(), socket);
  if (listens === "parent") {
    const server = createServer();
    await once(server.listen(path), "listening");
    onTestFinished(() => void server.close());
  }
  const name = `${process.pid}s0gate${number++}`;
  const args = [REACHED_WORKER, COLLECTOR_PATH, JUDGE, name, path];
  if (listens === "worker") args.push(path);
  const worker = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => {
    spawnSync("rm", ["-rf", `/var/lib/runwarden/${name}`]);
  });
  const said = text(worker.stdout);
  const [, signal] = await once(worker, "close");
  await until(() => guards(name).length === 0);
  return signal ?? (await said).trim();
}

test.each<["worker" | "parent", string]>([
  ["worker", "orders"],
  // By what .NET calls the sockets that have a process load what it is told to.
  ["parent", "dotnet-diagnostic-1-2-socket"],
])("a step that connects to a socket of the %s, %s, takes the worker with it", async (listens, socket) => {
  expect(await whereAStepConnects(listens, socket)).toBe("SIGKILL");
});

test("a step that connects to another socket leaves the worker alone", async () => {
  expect(await whereAStepConnects("parent", "dotnet-service")).toBe("there 0");
});
