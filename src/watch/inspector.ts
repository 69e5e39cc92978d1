/**
 * Keeps Node.js from opening its inspector when somebody sends SIGUSR1: whoever has the same user could then have this process
 * do what it likes, which is to say how a job has gone. A handler of one's own is all that is needed. Before anything of the job runs.
 */
export function keepInspectorShut(): void {
  process.on("SIGUSR1", () => {});
}
