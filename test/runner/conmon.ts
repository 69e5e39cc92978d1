/**
 * Starts a program as podman does: the client, which the worker starts, waits for it, but the program's parent is a
 * keeper that left the worker's tree before. Signals to the client do not reach the program.
 */
export function belowConmon(
  program: string,
  args: readonly string[],
  end: "at-once" | "later",
): readonly [string, readonly string[]] {
  return ["/bin/bash", ["-c", client(end === "later" ? LINGERING : KEEPER), "podman", program, ...args]];
}

/**
 * On descriptor 3 the keeper tells the program's exit status; 4 is the client's own standard output. Only
 * bash hands on a variable whose name is none of a shell's, such as INPUT_FAIL-ON-LOSS.
 */
const KEEPER = '"$@" 3>&-; echo $? >&3';
/** It is ended with the job's orphans: it has the runner's tracking id. */
const LINGERING = `${KEEPER}; exec > /dev/null 2>&1 3>&-; sleep 300`;

function client(keeper: string): string {
  return `
exec 4>&1
exec 5< <(exec setsid --fork /bin/bash -c '${keeper}' conmon "$@" 3>&1 >&4 4>&-)
exec 4>&-
read -r status <&5
exit "\${status:-137}"`;
}
