/**
 * Starts a program as podman does: the client, which the worker starts, waits for it, but the program's parent is a
 * keeper that left the worker's tree before. Signals to the client do not reach the program.
 */
export function belowConmon(program: string, args: readonly string[]): readonly [string, readonly string[]] {
  return ["/bin/bash", ["-c", CLIENT, "podman", program, ...args]];
}

/** On descriptor 3 the keeper tells the program's exit status; 4 is the client's own standard output. */
const KEEPER = '"$@" 3>&-; echo $? >&3';
const CLIENT = `
exec 4>&1
exec 5< <(exec setsid --fork /bin/sh -c '${KEEPER}' conmon "$@" 3>&1 >&4 4>&-)
exec 4>&-
read -r status <&5
exit "\${status:-137}"`;
