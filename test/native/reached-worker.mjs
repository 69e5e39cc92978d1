// A worker of its own for a test that reaches it: starts a collector on itself, listens at a socket if its path is given, has a
// step connect to a socket, and says that it is still there a moment later.
// Usage: reached-worker.mjs COLLECTOR JUDGE NAME CONNECTED [OWN]
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const [collector, judge, name, connected, own] = process.argv.slice(2);
const args = ["start", String(process.pid), "job", name, String(process.pid), judge];
const input = ["{}", "digest", "/actions/post.js", "", '{"says":"green"}'].join("\0");
const started = spawnSync(collector, args, { input, env: {}, encoding: "utf8" });
process.stdout.write(started.stderr);
if (own) await once(createServer().listen(own), "listening");
const connect = "import socket, sys; socket.socket(socket.AF_UNIX).connect(sys.argv[1])";
const { status } = spawnSync("python3", ["-c", connect, connected], { env: {}, stdio: "inherit" });
await sleep(500);
process.stdout.write(`there ${status}\n`);
process.exit(0);
