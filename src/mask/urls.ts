import type { Secrets } from "./spans.ts";
import { addValue } from "./value.ts";

/** What names an image by its contents, behind the @: `image@sha256:…`. */
const DIGEST = /^sha(?:1|256|384|512):[0-9a-f]{32}/;
/** What a user of a URL is made of that is a token, and no name. */
const TOKEN_USER = /^(?=.*\d)(?=.*[A-Za-z])[\w.~+/=-]{20,}$/;
/** A user who signs in over HTTP with nothing else, or with a password that says so. */
const LONE_USER = /^(?=.*(?:\d|[a-z][A-Z]))[\w.~+%=-]{6,255}$/;
const NO_PASSWORD = /^(?:x-oauth-basic|)$/;
/** Names that tell how one signs in. */
const USER_NAME = /^(?:oauth2|x-access-token|x-token-auth|gitlab-ci-token|user\d{0,2}|[\w.-]*%40[\w.-]*)$/i;
const HTTP = /https?$/i;

const URL_END = /[/?#\s"'`<>\\]/g;
/** Stands where something is cut off. */
const CUT = "…";
/** The rest of one that was cut in front of its host. */
const REST = /^…[^\s/@"'<>]{1,256}@(?=[\w.-]{1,256}(?:[:/]|$))/;
const PORT = /^\d{0,5}…$/;

/** `https://user:password@host`, and `https://token@host`; `isExpanded`: a shell puts values of variables into it. */
export function findInUrls(text: string, isExpanded: boolean, secrets: Secrets): void {
  const rest = text.startsWith(CUT) ? (REST.exec(text)?.[0].length ?? 0) : 0;
  if (rest > 0) secrets.add(1, rest - 1, text.slice(1, rest - 1));
  let at = text.indexOf("://");
  while (at >= 0) {
    const start = at + 3;
    const end = endOf(text, start);
    // Of this part alone: what is searched is searched once.
    const authority = text.slice(start, end);
    const host = start + authority.lastIndexOf("@");
    const colon = start + authority.indexOf(":");
    if (host >= start) {
      const userEnd = colon >= start && colon < host ? colon : host;
      const user = text.slice(start, userEnd);
      const isHttp = HTTP.test(text.slice(Math.max(at - 5, 0), at));
      const isLone = isHttp && NO_PASSWORD.test(text.slice(userEnd + 1, host));
      // Where a user's own folder is asked for, its name stands there too.
      const isOwn = text.startsWith(`/${user}/`, end);
      if (isToken(user) || (isLone && isLoneUser(user) && !isOwn)) secrets.add(start, userEnd, user);
      const isToldNone = userEnd + 1 < host && NO_PASSWORD.test(text.slice(userEnd + 1, host));
      const isDigest = DIGEST.test(text.slice(host + 1, host + 48));
      if (userEnd < host && !isDigest && !isToldNone)
        addValue(text, userEnd + 1, host, isExpanded, "", secrets);
    } else if (authority.endsWith(CUT) && colon >= start && !PORT.test(text.slice(colon + 1, end))) {
      addValue(text, colon + 1, end, isExpanded, "", secrets);
    }
    at = text.indexOf("://", end);
  }
}

function isToken(user: string): boolean {
  return user.length < 256 && TOKEN_USER.test(user);
}

function isLoneUser(user: string): boolean {
  return user.length < 256 && LONE_USER.test(user) && !USER_NAME.test(user);
}

function endOf(text: string, from: number): number {
  URL_END.lastIndex = from;
  return URL_END.exec(text)?.index ?? text.length;
}
