import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Apt } from "../guests/apt.ts";
import { HOST } from "../guests/machines.ts";

const MODULE = fileURLToPath(new URL(".", import.meta.url));

const TIMEOUT_MS = 600_000;

/** The first release that fetches the newer one that a go.mod asks for, and so the oldest that will do. */
const OLDEST_GO = [1, 21] as const;

/** Debian 12 itself has 1.19; its backports have this one. */
const DEBIAN_GO = { suite: "bookworm-backports", packages: ["golang-1.23-go", "golang-1.23-src"] };
const DEBIAN_GO_PROGRAM = "usr/lib/go-1.23/bin/go";

/** The folder that keeps act and what checks workflows; RUNWARDEN_ACT_CACHE names another. */
export function cacheFolder(): string {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = process.env.RUNWARDEN_ACT_CACHE || join(caches, "runwarden-act");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The programs that go.mod names, by their packages. */
const PROGRAMS = { act: "github.com/nektos/act", actionlint: "github.com/rhysd/actionlint/cmd/actionlint" };

/** Gives the path of act. Throws with Go's or apt's words where it cannot be built. */
export function buildAct(): string {
  return build().act;
}

/** Gives the path of actionlint, which act is made of in part. */
export function buildActionlint(): string {
  return build().actionlint;
}

/** The programs of the versions and from the sources that go.mod and go.sum name; built where they are not there yet. */
function build(): Record<keyof typeof PROGRAMS, string> {
  const cache = cacheFolder();
  const digest = digestOf(["go.mod", "go.sum"]);
  const programs = { act: join(cache, `act-${digest}`), actionlint: join(cache, `actionlint-${digest}`) };
  if (Object.values(programs).every(existsSync)) return programs;
  console.log(`Building nektos/act and actionlint, once, into ${cache}`);
  // What Go downloads and compiles is some 1 GB, and of no use later.
  const work = mkdtempSync(join(cache, "build-"));
  try {
    const go = newEnough("go") ? "go" : unpackGo(work);
    const built = join(work, "built");
    mkdirSync(built);
    run(go, ["build", "-C", MODULE, "-o", built, ...Object.values(PROGRAMS)], {
      ...process.env,
      GOPATH: join(work, "go"),
      GOMODCACHE: join(work, "go/pkg/mod"),
      GOCACHE: join(work, "go-build"),
      // The way to a newer Go; some distributions turn it off.
      GOTOOLCHAIN: "auto",
      GOWORK: "off",
      CGO_ENABLED: "0",
      // Go makes what it downloads read-only, and then it could not be removed.
      GOFLAGS: "-mod=readonly -modcacherw -trimpath -buildvcs=false -ldflags=-s",
    });
    renameSync(join(built, "act"), programs.act);
    renameSync(join(built, "actionlint"), programs.actionlint);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return programs;
}

function digestOf(names: readonly string[]): string {
  const hash = createHash("sha256");
  for (const name of names) hash.update(readFileSync(join(MODULE, name)));
  return hash.digest("hex").slice(0, 16);
}

/** True where the program is a Go that can build act, or fetch one that can. */
function newEnough(go: string): boolean {
  let version: string;
  try {
    // Outside the module: what is asked for is this Go, not the one that it would fetch. 1.20 and older ignore it.
    version = execFileSync(go, ["env", "GOVERSION"], {
      cwd: tmpdir(),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, GOTOOLCHAIN: "local" },
    });
  } catch {
    return false;
  }
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) === OLDEST_GO[0] && Number(minor) >= OLDEST_GO[1];
}

function unpackGo(folder: string): string {
  const apt = new Apt(folder, [{ suite: DEBIAN_GO.suite, archive: "release" }], HOST.debian);
  try {
    apt.unpack(DEBIAN_GO.packages, folder);
  } finally {
    apt.close();
  }
  return join(folder, DEBIAN_GO_PROGRAM);
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  try {
    execFileSync(program, args, { stdio: ["ignore", "ignore", "pipe"], timeout: TIMEOUT_MS, env });
  } catch (cause) {
    const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
    throw new Error(`${program} ${args.join(" ")} failed: ${said.slice(-4000)}`, { cause });
  }
}
