import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { digestJob, parseFrozenJob, renderFrozenJob } from "../../src/watch/frozen.ts";
import { renderJudgeConfig } from "../../src/watch/judge-config.ts";
import { DEFAULT_POLICY } from "../../src/watch/verdict.ts";

/*
 * What root can put in the place of a watch: one of its own, under the same name, of the same job, but with rules that let
 * everything pass. `node start-own-watch.ts WORKER FOLDER`; the folder has been renamed to FOLDER.old.
 */

const [worker = "", folder = ""] = process.argv.slice(2);
const old = `${folder}.old`;
const log = readFileSync(join(old, "events.log"));
const start = 16;
const job = start + 40 + log.readUInt32LE(start + 16) + log.readUInt32LE(start + 24);
const text = log.toString("utf8", job + 40, job + 40 + log.readUInt32LE(job + 16));
const frozen = parseFrozenJob(text);
const forged = renderFrozenJob({
  ...frozen,
  rules: frozen.rules.map((source) => ({ ...source, text: source.text.replaceAll("detect", "collect") })),
});
const config = renderJudgeConfig({
  policy: DEFAULT_POLICY,
  artifact: { name: "", retentionDays: 0, log: "masked" },
  jobDigest: digestJob(forged),
  environment: {},
});
const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const judge = join(dist, "judge");
const script = join(dist, "post/index.js");
const started = spawnSync(
  join(old, "collector"),
  ["start", worker, "job", basename(folder), String(process.pid), judge],
  { input: [forged, "digest", script, "", config].join("\0"), env: {}, encoding: "utf8" },
);
process.stdout.write(`own watch: ${started.status} ${started.stderr}${started.stdout.slice(0, 60)}\n`);
