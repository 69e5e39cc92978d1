import { data, eventKind, LOOKUP_MESSAGE, words } from "./kind.ts";

export const http_request = eventKind({
  id: 21,
  doc: "A request of HTTP/1 was sent in cleartext: the first of a connection, or a later one that a segment begins with.",
  fields: [
    { name: "method", type: "string", doc: "Method as it was sent", example: "GET, POST, CONNECT" },
    {
      name: "path",
      type: "string",
      doc: "Path on the server, with the query; empty for CONNECT",
      example: "/simple/requests/, /upload?id=1",
    },
    {
      name: "host",
      type: "string",
      doc: "Server that the target or the Host header names, in lowercase, without the port; empty where neither does",
      example: "deb.debian.org, 169.254.169.254",
    },
    {
      name: "source",
      type: "string",
      values: ["cleartext"],
      doc: "How it was seen: in what the process sent, which was not encrypted",
      example: "cleartext",
    },
  ],
  record: LOOKUP_MESSAGE,
  decode(record, context) {
    const { found, process } = context.firstBytes.requests(record);
    return found.map(({ method, path, hosts, isWhole }) => ({
      payload: {
        method: context.intern(method),
        path: context.intern(path),
        host: context.intern(hosts[0] ?? ""),
        source: context.intern("cleartext"),
      },
      isCut: !isWhole,
      process,
    }));
  },
  phrase({ method, path, host }) {
    const to = host.raw === "" ? [words("that names no host,")] : [words("to"), data(host.raw)];
    const target = path.raw === "" ? method.raw : `${method.raw} ${path.raw}`;
    return [words("sent the request"), data(target), ...to, words("in cleartext")];
  },
});
