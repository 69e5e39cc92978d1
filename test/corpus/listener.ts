// Stands for the runner, inside the machine that sandbox.sh has made: puts the job's files there, starts the worker, has it
// watched, and keeps the log. Prints what the steps ended with.
// Usage: listener.ts ROOT JOB own-network|machine-network
import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lchownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  bundledCollectorPath,
  readCollectorLog,
  removeCollector,
  startCollector,
  stopCollector,
} from "../../src/watch/collector.ts";
import { renderFrozenJob } from "../../src/watch/frozen.ts";
import { processRoot } from "../../src/watch/scope.ts";
import { DUMMY_HOME, SWEPT } from "./home.ts";
import type { PlacedJob } from "./job.ts";
import { makePackage, writeFiles } from "./packages.ts";
import { startServices } from "./services.ts";

const [root, jobFile, network] = process.argv.slice(2);
if (root === undefined || jobFile === undefined) throw new Error("usage: listener.ts ROOT JOB NETWORK");
const job = JSON.parse(readFileSync(join(root, jobFile), "utf8")) as PlacedJob;

const HOME = "/home/runner";
const RUNNER = `${HOME}/actions-runner`;
const WORK = `${HOME}/work`;
const TEMP = `${WORK}/_temp`;
const ACTIONS = `${WORK}/_actions`;
const PACKAGES = `${WORK}/_packages`;
const WORKSPACE = `${WORK}/app/app`;
/** GitHub's images have the user `runner` with this number, who is root by sudo without a password. */
const RUNNER_ID = 1001;
/** Where sandbox.sh lends toolchains from. */
const TOOLS = "/root";

/** What the registries need of the machine's own settings. */
const REGISTRY_SETTINGS =
  /^(PIP_|NODE_EXTRA_CA_CERTS$|SSL_CERT_|GIT_SSL_CAINFO$|GOPROXY$|GOFLAGS$|GONOSUMDB$)/;

const isOwnNetwork = network === "own-network";
makeMachine();
makeHome();
if (isOwnNetwork) await startServices(job.served ?? {});
const identity = job.user === "root" ? {} : { uid: RUNNER_ID, gid: RUNNER_ID };
giveTo(HOME, job.user === "root" ? 0 : RUNNER_ID);

const worker = spawn(`${RUNNER}/bin/Runner.Worker`, [`${RUNNER}/bin/worker.ts`], {
  cwd: WORK,
  env: environment(),
  stdio: ["pipe", "pipe", "inherit"],
  ...identity,
});
const { pid } = worker;
if (pid === undefined) throw new Error("the worker did not start");
const { collector } = await startCollector({
  root: processRoot(pid),
  job: renderFrozenJob({ startedBy: "run", context: {}, rules: [], settings: {} }),
  collectorPath: bundledCollectorPath(pathToFileURL(join(root, "dist/cli/index.js")).href),
  timeoutMs: 120_000,
});
const limitMs = (job.limit_seconds ?? 60) * 1000;
const end = setTimeout(() => worker.kill("SIGKILL"), limitMs);
worker.stdin.end(
  JSON.stringify({
    temp: TEMP,
    workspace: WORKSPACE,
    actions: ACTIONS,
    actionNode: `${RUNNER}/externals/node24/bin/node`,
    env: environment(),
    steps: job.steps.map(({ run, uses, main, env }) => ({
      ...(main === undefined && { run }),
      uses,
      env,
    })),
    limitMs,
  }),
);
const ends = await firstLine(worker.stdout);
clearTimeout(end);
await stopCollector(collector).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
});
const log = join(root, jobFile.replace(/\.json$/, ".log"));
writeFileSync(log, "");
for await (const chunk of readCollectorLog(collector)) appendFileSync(log, chunk);
await removeCollector(collector);
worker.kill("SIGKILL");
process.stdout.write(ends === "" ? "the worker has ended\n" : ends);
process.exit(0);

/** The worker says one thing, and stays. */
async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let all = "";
  for await (const chunk of stream) {
    all += String(chunk);
    if (all.endsWith("\n")) break;
  }
  return all;
}

/** Users, sudo and toolchains as the images of GitHub's runners have them. */
function makeMachine(): void {
  appendFileSync("/etc/passwd", `runner:x:${RUNNER_ID}:${RUNNER_ID}::${HOME}:/bin/bash\n`);
  appendFileSync("/etc/group", `runner:x:${RUNNER_ID}:\n`);
  appendFileSync("/etc/shadow", "runner:*:19000:0:99999:7:::\n");
  appendFileSync("/etc/hosts", "127.0.0.1 fv-az-corpus\n");
  mkdirSync("/etc/sudoers.d", { recursive: true });
  writeFileSync("/etc/sudoers.d/runner", "runner ALL=(ALL) NOPASSWD:ALL\n");
  chmodSync("/etc/sudoers.d/runner", 0o440);
  // Packages start no services of theirs (invoke-rc.d(8)): those of jobs that need a registry would be the machine's.
  writeFiles("/", { "usr/sbin/policy-rc.d": "#!/bin/sh\nexit 101\n" });
}

function makeHome(): void {
  for (const folder of [
    `${RUNNER}/bin`,
    `${RUNNER}/externals/node24/bin`,
    TEMP,
    ACTIONS,
    PACKAGES,
    WORKSPACE,
  ]) {
    mkdirSync(folder, { recursive: true });
  }
  for (const name of ["bin/Runner.Worker", "externals/node24/bin/node"]) {
    linkSync(`${RUNNER}/bin/Runner.Listener`, join(RUNNER, name));
  }
  copyFileSync(join(root ?? "", "test/corpus/worker.ts"), `${RUNNER}/bin/worker.ts`);
  // So that the files' imports are read as modules.
  writeFileSync(`${RUNNER}/bin/package.json`, '{"type":"module"}');
  const packages = job.packages ?? [];
  for (const each of packages) makePackage(PACKAGES, each);
  writeFiles(WORKSPACE, { ...DUMMY_HOME, ...projectFiles(), ...job.files }, place);
  for (const { uses, main, files } of job.steps) {
    if (uses === undefined) continue;
    const folder = join(ACTIONS, uses.replace("@", "/"));
    const using = main === undefined ? "composite" : "node24";
    writeFiles(folder, {
      "action.yml": `name: ${uses}\nruns:\n  using: ${using}\n`,
      ...(main !== undefined && { "dist/index.js": main }),
      ...files,
    });
  }
}

/** For a job with packages: the project that needs them. */
function projectFiles(): Record<string, string> {
  const npm = (job.packages ?? []).flatMap(({ npm: name }) => (name === undefined ? [] : [name]));
  const crates = (job.packages ?? []).flatMap(({ crate }) => (crate === undefined ? [] : [crate]));
  const dependencies = Object.fromEntries(
    npm.map((name) => [name, `file:${PACKAGES}/${name.replace("@", "").replace("/", "-")}-1.0.0.tgz`]),
  );
  return {
    ...(npm.length > 0 && {
      "package.json": JSON.stringify({ name: "app", version: "1.0.0", private: true, dependencies }),
    }),
    ...(crates.length > 0 && {
      "Cargo.toml": `[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\n${crates.map((name) => `${name} = "1"\n`).join("")}`,
      "src/main.rs": "fn main() {}\n",
      ".cargo/config.toml": `[source.crates-io]\nreplace-with = "local"\n[source.local]\nlocal-registry = "${PACKAGES}/crates"\n`,
    }),
  };
}

function place(folder: string, name: string): string {
  if (name.startsWith("~/")) return join(HOME, name.slice(2));
  return name.startsWith("/") ? name : join(folder, name);
}

function giveTo(path: string, id: number): void {
  lchownSync(path, id, id);
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), id, id);
  }
  if (existsSync(`${HOME}/.ssh`)) chmodSync(`${HOME}/.ssh`, 0o700);
  for (const name of ["id_ed25519", "id_rsa"]) chmodSync(`${HOME}/.ssh/${name}`, 0o600);
  chownSync(WORK, id, id);
}

/** As GitHub's runner gives it to the steps; the token is none. */
function environment(): Record<string, string> {
  const rust = existsSync(`${TOOLS}/.cargo/bin`)
    ? { CARGO_HOME: `${HOME}/.cargo`, RUSTUP_HOME: `${TOOLS}/.rustup`, RUSTUP_TOOLCHAIN: "stable" }
    : {};
  const own = isOwnNetwork
    ? { NODE_EXTRA_CA_CERTS: "/run/cert.pem" }
    : Object.fromEntries(Object.entries(process.env).filter(([name]) => REGISTRY_SETTINGS.test(name)));
  return {
    ...rust,
    ...own,
    PATH: [
      `${TOOLS}/.pyenv/versions/3.12.1/bin`,
      `${TOOLS}/.cargo/bin`,
      "/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ].join(":"),
    HOME,
    USER: "runner",
    LANG: "C.UTF-8",
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_REPOSITORY: "example/app",
    GITHUB_WORKSPACE: WORKSPACE,
    GITHUB_TOKEN: "ghs_DUMMY",
    ACTIONS_ID_TOKEN_REQUEST_URL: "http://pipelines.example.net/token",
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "DUMMY",
    RUNNER_TEMP: TEMP,
    RUNNER_TOOL_CACHE: "/opt/hostedtoolcache",
    PACKAGES,
    SWEPT: SWEPT.map((name) => join(HOME, name)).join(" "),
  };
}
