import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSources, type Source } from "./sources.ts";

const TIMEOUT_MS = 300_000;
const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** A suite, and which of the machine's archives serves it: that of its release, or that of security updates. */
export interface Suite {
  readonly suite: string;
  readonly archive: "release" | "security";
}

/**
 * Debian packages by way of a private apt: its sources are the machine's own with other suites, its state is a folder
 * of its own, and it takes no package as installed. Nothing of the machine changes. apt checks the signatures of the
 * suites and the digests of the packages.
 */
export class Apt {
  readonly #folder: string;
  readonly #options: readonly string[];

  /** For an architecture, as Debian names it. Throws where the machine has no Debian source, or a suite cannot be had. */
  constructor(parent: string, suites: readonly Suite[], architecture: string) {
    const folder = mkdtempSync(join(parent, "apt-"));
    this.#folder = folder;
    mkdirSync(join(folder, "lists/partial"), { recursive: true });
    writeFileSync(join(folder, "status"), "");
    writeFileSync(join(folder, "sources.list"), sourceLines(readSources(), suites));
    this.#options = Object.entries({
      "APT::Architecture": architecture,
      "APT::Architectures": architecture,
      "Dir::Etc::sourcelist": join(folder, "sources.list"),
      "Dir::Etc::sourceparts": "/dev/null",
      "Dir::Etc::preferences": "/dev/null",
      "Dir::Etc::preferencesparts": "/dev/null",
      "Dir::State::lists": join(folder, "lists"),
      // Its folder is where apt puts its locks: with /dev/null it would be /dev, and two guests would be in each other's way.
      "Dir::State::status": join(folder, "status"),
      "Dir::Cache": folder,
      "DPkg::Lock::Timeout": "600",
      "Acquire::Languages": "none",
      "Acquire::AllowInsecureRepositories": "false",
      "APT::Get::AllowUnauthenticated": "false",
      "APT::Sandbox::User": "",
    }).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
    try {
      this.#run("apt-get", ["update", "-q", "--error-on=any"], folder);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The newest version of a package that begins with `prefix`, with what it depends on in that same version. */
  newest(name: string, prefix: string): { version: string; parts: string[] } {
    const stanzas = this.#run("apt-cache", ["show", name], this.#folder).split("\n\n");
    // apt-cache gives the newest first.
    for (const stanza of stanzas) {
      const version = /^Version: (.*)$/m.exec(stanza)?.[1] ?? "";
      if (!version.startsWith(prefix)) continue;
      const depends = /^Depends: (.*)$/m.exec(stanza)?.[1] ?? "";
      const parts = [...depends.matchAll(/(\S+) \(= ([^)]*)\)/g)];
      return { version, parts: parts.filter((part) => part[2] === version).map(([, part = ""]) => part) };
    }
    throw new Error(`No package ${name} ${prefix} in the suites of this machine's Debian mirror`);
  }

  /** Unpacks packages, each `name=version`, into a folder. */
  unpack(packages: readonly string[], target: string): void {
    const archives = mkdtempSync(join(this.#folder, "archives-"));
    this.#run("apt-get", ["download", "-q", ...packages], archives);
    unpackAll(archives, target);
  }

  /** Unpacks packages of a suite and all that they depend on, into a folder. */
  unpackWhole(names: readonly string[], suite: string, target: string): void {
    const archives = mkdtempSync(join(this.#folder, "archives-"));
    mkdirSync(join(archives, "partial"));
    this.#run(
      "apt-get",
      [
        ...["install", "-q", "-y", "--download-only", "--no-install-recommends", "-t", suite, ...names],
        ...["-o", `Dir::Cache::archives=${archives}/`],
      ],
      archives,
    );
    unpackAll(archives, target);
  }

  #run(program: string, args: readonly string[], cwd: string): string {
    try {
      return execFileSync(program, [...args, ...this.#options], {
        cwd,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        timeout: TIMEOUT_MS,
        maxBuffer: OUTPUT_LIMIT,
        env: { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" },
      });
    } catch (cause) {
      const said = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
      throw new Error(`${program} ${args.slice(0, 6).join(" ")} failed: ${said}`, { cause });
    }
  }
}

function unpackAll(archives: string, target: string): void {
  for (const name of readdirSync(archives).filter((file) => file.endsWith(".deb"))) {
    execFileSync("dpkg-deb", ["-x", join(archives, name), target], { stdio: "pipe" });
  }
}

/** The lines of a sources.list that has the suites, from where the machine gets its own. */
function sourceLines(sources: readonly Source[], suites: readonly Suite[]): string {
  const release = sources.find(({ suite }) => /^(bullseye|bookworm|trixie|stable)$/.test(suite));
  const security = sources.find(({ suite }) => /^\w+-security$/.test(suite));
  const lines = suites.map(({ suite, archive }) => {
    const source = archive === "release" ? release : security;
    if (source === undefined) {
      throw new Error(`This machine's apt has no Debian ${archive} archive to get ${suite} from`);
    }
    const options = source.signedBy === undefined ? "" : `[signed-by=${source.signedBy}] `;
    return `deb ${options}${source.uri} ${suite} main\n`;
  });
  return [...new Set(lines)].join("");
}
