/**
 * The beginning of a command whose rest runs where sudo goes by these rules beside those of /etc/sudoers, in a mount
 * namespace of its own: the machine's rules stay as they are, whoever else tests here meanwhile.
 */
export function withSudoers(rules: string): readonly string[] {
  const script = `mount -t tmpfs -o mode=750 tmpfs /etc/sudoers.d
    printf '%s\\n' "$1" > /etc/sudoers.d/test; chmod 440 /etc/sudoers.d/test; shift; exec "$@"`;
  return ["unshare", "--mount", "sh", "-euc", script, "sh", rules];
}

/** The beginning of a command whose rest runs as a user who may become root by sudo without a password. */
export function asUser(name: string, id: number): readonly string[] {
  const user = ["/usr/bin/setpriv", `--reuid=${id}`, `--regid=${id}`, "--clear-groups", "--"];
  return [...withSudoers(`${name} ALL=(root) NOPASSWD: ALL`), ...user];
}
