import { eventKind, LOOKUP_MESSAGE } from "./kind.ts";
import { data, words } from "./phrase.ts";

export const domain = eventKind({
  id: 8,
  doc: "A name was looked up.",
  fields: [
    {
      name: "domain",
      type: "string",
      doc: "Query name in lowercase, without the trailing dot",
      example: "registry.npmjs.org, example.com",
    },
    {
      name: "source",
      type: "string",
      doc: "Where the look-up was seen: a DNS query, or a call on systemd-resolved's own socket",
      example: "dns, resolved",
    },
  ],
  record: LOOKUP_MESSAGE,
  decode(record, context) {
    return context.lookups.lookups(record).map(({ name, source, isWhole }) => ({
      payload: { domain: context.intern(name), source: context.intern(source) },
      isCut: !isWhole,
    }));
  },
  phrase: (payload) => [words("looked up"), data(payload.domain.raw)],
});
