import { LOOKUP_MESSAGE, recordKind } from "./kind.ts";

export const dns_answer = recordKind({
  id: 19,
  doc: "A DNS message that came to a socket which the job asks resolvers with: what names connects. With protocol 0 it is a reply on systemd-resolved's socket.",
  record: LOOKUP_MESSAGE,
  learn(record, { lookups }) {
    lookups.answer(record);
  },
});
