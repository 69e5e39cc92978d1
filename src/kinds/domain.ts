import { data, eventKind, LOOKUP_MESSAGE, words } from "./kind.ts";

export const domain = eventKind({
  id: 8,
  doc: "A name was looked up.",
  fields: [
    {
      name: "domain",
      type: "string",
      form: "domain",
      doc: "Query name in lowercase, without the trailing dot",
      example: "registry.npmjs.org, example.com",
    },
    {
      name: "source",
      type: "string",
      values: ["dns"],
      doc: "What kind of look-up it was: of DNS, however it was asked",
      example: "dns",
    },
    {
      name: "via",
      type: "string",
      values: ["packet", "resolved", "nscd"],
      doc: "How it was asked: a DNS query, or a call on the socket of systemd-resolved or nscd",
      example: "packet, resolved, nscd",
    },
    {
      name: "longest_label",
      type: "int",
      range: [0, 255],
      doc: "How many bytes the longest of the parts between its dots has, where that is 20 or more; else 0",
      example: "0, 63",
      isSparse: true,
    },
  ],
  record: LOOKUP_MESSAGE,
  decode(record, context) {
    return context.lookups.lookups(record).map(({ name, via, isWhole }) => ({
      payload: {
        domain: context.intern(name),
        source: context.intern("dns"),
        via: context.intern(via),
        ...longLabel(name),
      },
      isCut: !isWhole,
    }));
  },
  phrase: (payload) => [words("looked up"), data(payload.domain.raw)],
});

/** Few names of hosts have such a label; what is hidden in look-ups stands in those of up to 63 bytes (RFC 1035, 2.3.4). */
const LONG_LABEL = 20;

/** What says that a name has a long label, where it has one. */
export function longLabel(name: string): { longest_label?: number } {
  const longest = Math.max(...name.split(".").map((label) => label.length));
  return longest < LONG_LABEL ? {} : { longest_label: longest };
}
