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
  ],
  record: LOOKUP_MESSAGE,
  decode(record, context) {
    return context.lookups.lookups(record).map(({ name, via, isWhole }) => ({
      payload: { domain: context.intern(name), source: context.intern("dns"), via: context.intern(via) },
      isCut: !isWhole,
    }));
  },
  phrase: (payload) => [words("looked up"), data(payload.domain.raw)],
});
