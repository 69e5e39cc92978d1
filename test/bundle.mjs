/**
 * Bundles build/{pre,main,post,cli}.js with ncc into dist/<name>/, without source maps, so that the same sources
 * give the same bytes from any folder. Run through `npm run all`, after `npm run compile`.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ENTRIES = ["pre", "main", "post", "cli"];

const root = fileURLToPath(new URL("..", import.meta.url));
const ncc = join(root, "node_modules/@vercel/ncc/dist/ncc/cli.js");

for (const name of ENTRIES) {
  const entry = join(root, "build", `${name}.js`);
  if (!existsSync(entry)) throw new Error(`${entry} is missing: run npm run compile first`);
  const out = join(root, "dist", name);
  rmSync(out, { recursive: true, force: true });
  const options = ["--no-cache", "--license", "licenses.txt", "--quiet"];
  execFileSync(process.execPath, [ncc, "build", entry, "-o", out, ...options], {
    cwd: root,
    stdio: "inherit",
  });
  for (const file of readdirSync(out)) {
    if (readFileSync(join(out, file), "utf8").includes(root)) {
      throw new Error(`dist/${name}/${file} holds the path ${root}: it would differ from folder to folder`);
    }
  }
}
