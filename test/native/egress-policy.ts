/** The policy under which the trigger `egress_block` reaches out, as the collector is given it. */
export const EGRESS_TRIGGER_POLICY = `block
${["allowed", "alias", "large", "stream", "forged", "other"].map((name) => `name ${name}.example 443\n`).join("")}suffix sub.example 8443
cidr 198.51.100.0/24 443
cidr 2001:db8:1::/48 0
action name github.com 443
`;

/** Where every way leads back to the loopback, and the resolver is one that the trigger is itself. Of the shell. */
export const EGRESS_TRIGGER_NETWORK = `
  ip link set lo up; ip route add default dev lo; ip -6 route add default dev lo
  echo 0 2147483647 > /proc/sys/net/ipv4/ping_group_range
  echo 1 > /proc/sys/net/ipv4/conf/all/accept_source_route
`;
