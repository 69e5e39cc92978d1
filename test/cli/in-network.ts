import { EGRESS_TRIGGER_NETWORK } from "../native/egress-policy.ts";
import { execute, folder, write } from "./command.ts";

/** Runs a program of the shell in a network of its own, where the one resolver is at 127.0.0.53. */
export function inNetwork(script: string, args: readonly string[]) {
  const resolver = write(folder(), "resolv.conf", "nameserver 127.0.0.53\n");
  const setUp = `set -e; ${EGRESS_TRIGGER_NETWORK} mount --bind "$1" /etc/resolv.conf; shift; set +e; ${script}`;
  return execute("unshare", ["--mount", "--net", "sh", "-c", setUp, "sh", resolver, ...args], {
    timeout: 60_000,
  });
}
