import { readdirSync, readFileSync } from "node:fs";

/** Ends what the job left running: every process that carries the runner's tracking id. Gives their pids. */
export function endOrphans(trackingId: string): number[] {
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const orphans = pids.filter((pid) => pid !== process.pid && carries(pid, trackingId));
  for (const pid of orphans) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself, or belongs to another user: the runner does not end it either.
    }
  }
  return orphans;
}

function carries(pid: number, trackingId: string): boolean {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    return variables.includes(`RUNNER_TRACKING_ID=${trackingId}`);
  } catch {
    return false;
  }
}
