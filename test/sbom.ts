/**
 * `node test/sbom.ts VERSIONS` prints what dist/ is made of besides our sources, in CycloneDX: the packages of npm, by the
 * lock file, and Debian's libraries that the collectors are linked with, which native/THIRD-PARTY.md names. VERSIONS is a file
 * that test/debian-versions.sh has written on the Debian that they were built on. For .github/workflows/release.yml.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The rows of THIRD-PARTY.md: a library, its package and its licence. */
const ROW = /^\| ([^|]+?) \| ([a-z0-9.+-]+) \| ([A-Za-z0-9.-]+) \|$/gm;

interface Component {
  readonly type: string;
  readonly "bom-ref"?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses: readonly { readonly license: { readonly id: string } }[];
  readonly scope?: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/** As far as it is read here. */
interface Bom {
  readonly bomFormat: string;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string }[];
}

/** npm's mark of what is there to develop with. */
const DEVELOPMENT = "cdx:npm:package:development";

/** The libraries as components; `versions` has a package and its version a line. Throws where one has no version. */
export function nativeComponents(thirdParty: string, versions: string): Component[] {
  const known = new Map(
    versions
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split(" ") as [string, string]),
  );
  return [...thirdParty.matchAll(ROW)].map(([, name = "", pkg = "", license = ""]) => {
    const version = known.get(pkg);
    if (!version) throw new Error(`there is no version of Debian's package ${pkg}`);
    const purl = `pkg:deb/debian/${pkg}@${encodeURIComponent(version)}?distro=bookworm`;
    return {
      type: "library",
      "bom-ref": purl,
      name,
      version,
      purl,
      licenses: [{ license: { id: license } }],
    };
  });
}

/** All that dist/ is made of. */
export function bill(versions: string): Bom {
  // With --omit=dev it leaves out what a package that is there for development would take as well.
  const args = ["sbom", "--package-lock-only", "--sbom-format=cyclonedx"];
  const bom = JSON.parse(
    execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", maxBuffer: 2 ** 26 }),
  ) as Bom;
  const needed = bom.components.filter(
    ({ scope, properties = [] }) =>
      scope === "required" && !properties.some(({ name, value }) => name === DEVELOPMENT && value === "true"),
  );
  const left = new Set(
    bom.components.filter((each) => !needed.includes(each)).map((each) => each["bom-ref"]),
  );
  const thirdParty = readFileSync(`${ROOT}native/THIRD-PARTY.md`, "utf8");
  return {
    ...bom,
    components: [...needed, ...nativeComponents(thirdParty, versions)],
    dependencies: bom.dependencies.filter(({ ref }) => !left.has(ref)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const versions = readFileSync(process.argv[2] ?? "", "utf8");
  process.stdout.write(`${JSON.stringify(bill(versions), undefined, 2)}\n`);
}
