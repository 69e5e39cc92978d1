import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MODULE = fileURLToPath(new URL("collector", import.meta.url));
const SOURCES = ["main.go", "go.mod", "go.sum"];

/** With all that Go downloads and compiles the first time. */
const TIMEOUT_MS = 900_000;

/**
 * Gives the path of a collector of OpenTelemetry, of the versions and from the sources that go.mod and go.sum name; built
 * by `go` where it is not there yet. Throws with Go's words where it cannot be.
 */
export function buildCollector(): string {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "runwarden-otelcol");
  mkdirSync(cache, { recursive: true });
  const hash = createHash("sha256");
  for (const name of SOURCES) hash.update(readFileSync(join(MODULE, name)));
  const program = join(cache, `otelcol-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(program)) return program;
  console.log(`Building a collector of OpenTelemetry, once, into ${cache}`);
  const made = `${program}.${process.pid}`;
  execFileSync("go", ["build", "-C", MODULE, "-o", made, "."], {
    stdio: ["ignore", "inherit", "inherit"],
    timeout: TIMEOUT_MS,
    env: {
      ...process.env,
      // The way to a newer Go; some distributions turn it off.
      GOTOOLCHAIN: "auto",
      GOWORK: "off",
      CGO_ENABLED: "0",
      GOFLAGS: "-mod=readonly -trimpath -buildvcs=false -ldflags=-s",
    },
  });
  renameSync(made, program);
  return program;
}
