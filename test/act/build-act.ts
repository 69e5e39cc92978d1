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

/** The folder that keeps act; RUNWARDEN_ACT_CACHE names another. */
function cacheFolder(): string {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = process.env.RUNWARDEN_ACT_CACHE || join(caches, "runwarden-act");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Gives the path of act, of the version and from the sources that go.mod and go.sum name, and builds it where it is
 * not there yet. Throws with Go's or apt's words where it cannot.
 */
export function buildAct(): string {
  const cache = cacheFolder();
  const program = join(cache, `act-${digestOf(["go.mod", "go.sum"])}`);
  if (existsSync(program)) return program;
  console.log(`Building nektos/act, once, into ${cache}`);
  // What Go downloads and compiles is some 1 GB, and of no use later.
  const work = mkdtempSync(join(cache, "build-"));
  try {
    const go = newEnough("go") ? "go" : unpackGo(work);
    const built = join(work, "act");
    run(go, ["build", "-C", MODULE, "-o", built, "github.com/nektos/act"], {
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
    renameSync(built, program);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return program;
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
