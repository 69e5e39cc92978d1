/**
 * What the kernel part knows of an event that is no comparison with a text or a number of some rule, a bit each
 * (native/rules.bpf.h). Where a text is not known, nothing that asks for it is true there, nor false.
 */
export const FACTS = [
  "path_is_known",
  "exec_path_is_known",
  "file_path_is_known",
  "image_is_known",
  "is_read",
  "is_write",
  "is_own_process",
  "is_memfd",
  "is_root_owned",
  "is_tcp",
  "is_udp",
  "is_ipv4",
  "is_ipv6",
] as const;

export type Fact = (typeof FACTS)[number];

/** The bit of a fact. */
export function bitOf(fact: Fact): bigint {
  return 1n << BigInt(FACTS.indexOf(fact));
}

/** All bits: those behind the facts are for the comparisons of rules. */
export const BITS = 64;
