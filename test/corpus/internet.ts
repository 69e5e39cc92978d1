// Stands for the internet of a job whose network is routed. Says "ready" when it is there, and what it has taken when its
// standard input ends.
// Usage, in the network namespace of the internet: internet.ts JOB
import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import type { PlacedJob } from "./job.ts";
import { startServices } from "./services.ts";
import { ALLOWED_HOSTS } from "./ways.ts";

const [jobFile = ""] = process.argv.slice(2);
const { served = {} } = JSON.parse(readFileSync(jobFile, "utf8")) as PlacedJob;
const taken = await startServices({ served, resolver: "10.1.0.1", allowed: ALLOWED_HOSTS, delayMs: 20 });
process.stdout.write("ready\n");
await text(process.stdin);
// What is under way still arrives.
setTimeout(() => {
  process.stdout.write(`${JSON.stringify(taken)}\n`, () => process.exit(0));
}, 200);
