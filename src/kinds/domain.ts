import { data, eventKind, LOOKUP_MESSAGE, words } from "./kind.ts";

/** Says that a record is of what a connection begins with (native/first_bytes.bpf.h). */
const FIRST_BYTES = 253;

export const domain = eventKind({
  id: 8,
  doc: "A name was looked up, or given to a server at the beginning of a connection.",
  fields: [
    {
      name: "domain",
      type: "string",
      form: "domain",
      doc: "Name in lowercase, without the trailing dot",
      example: "registry.npmjs.org, example.com",
    },
    {
      name: "source",
      type: "string",
      values: ["dns", "tls", "http"],
      doc: "What it was for: a look-up of DNS, however it was asked; the server name of TLS; the host of an HTTP request",
      example: "dns, tls, http",
    },
    {
      name: "via",
      type: "string",
      values: ["packet", "resolved", "nscd"],
      doc: "How it was sent: in a packet of the process, or in a call on the socket of systemd-resolved or nscd",
      example: "packet, resolved, nscd",
    },
  ],
  record: LOOKUP_MESSAGE,
  decode(record, context) {
    if (record.protocol === FIRST_BYTES) {
      const { found, process } = context.firstBytes.names(record);
      return found.map(({ name, source, isWhole }) => ({
        payload: {
          domain: context.intern(name),
          source: context.intern(source),
          via: context.intern("packet"),
        },
        isCut: !isWhole,
        process,
      }));
    }
    return context.lookups.lookups(record).map(({ name, via, isWhole }) => ({
      payload: { domain: context.intern(name), source: context.intern("dns"), via: context.intern(via) },
      isCut: !isWhole,
    }));
  },
  phrase({ domain, source }) {
    switch (source.raw) {
      case "tls":
        return [words("named"), data(domain.raw), words("to a TLS server")];
      case "http":
        return [words("named"), data(domain.raw), words("to an HTTP server")];
      default:
        return [words("looked up"), data(domain.raw)];
    }
  },
});
