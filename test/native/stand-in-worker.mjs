// A worker of its own for a test that ends it: starts a collector on itself, has a step run in the background, runs a post
// step beside it, and says what became of that if it is still there a moment later.
// Usage: stand-in-worker.mjs COLLECTOR JUDGE NAME PROGRAM WAY SCRIPT [REQUEST…]
import { spawn, spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

const [collector, judge, name, program, way, script, ...requests] = process.argv.slice(2);
const args = ["start", String(process.pid), "job", name, String(process.pid), judge];
const input = ["{}", "digest", script, "", '{"says":"green"}'].join("\0");
const started = spawnSync(collector, args, { input, env: {}, encoding: "utf8" });
process.stdout.write(started.stderr);
spawn("/bin/sleep", ["5"], { stdio: "ignore" }).unref();
// So that the collector has seen the step.
await sleep(200);
const asked = requests.length === 0 ? [] : [`/var/lib/runwarden/${name}/control`, ...requests];
const { status, signal } = spawnSync(program, [way, ...asked, "--", script], { env: {} });
await sleep(1000);
process.stdout.write(`${signal ?? status}\n`);
process.exit(0);
