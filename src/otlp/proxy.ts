const VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

/** Of two spellings that differ the one in small letters holds, as for curl. */
const NAMES = VARIABLES.flatMap((name) => [name, name.toLowerCase()]);

/** What no proxy can reach for us: it would ask itself. */
const OWN_HOSTS = ["localhost", "127.0.0.1", "[::1]"];

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * The variables of a proxy for one server, in a form that all who read them take alike: @actions/http-client takes a
 * proxy without http:// for none, and the Azure SDK, which uploads, sends https through HTTP_PROXY, and of NO_PROXY
 * knows neither `*`, ports, nor that a domain stands for those below it. Nothing where the server is to be reached
 * directly.
 */
export function proxyVariables(environment: NodeJS.ProcessEnv, serverUrl: string): Record<string, string> {
  const { protocol } = new URL(serverUrl);
  const name = protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY";
  const proxy = variableOf(environment, name);
  const excepted = variableOf(environment, "NO_PROXY")
    .split(/[\s,]+/)
    .filter((item) => item !== "");
  if (proxy === "" || excepted.includes("*")) return {};
  const hosts = excepted.flatMap((item) => readAlike(item, DEFAULT_PORTS[protocol] ?? ""));
  return {
    [name]: /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`,
    NO_PROXY: [...new Set([...OWN_HOSTS, ...hosts])].join(","),
  };
}

/** The proxy that a server is reached through, as an address; undefined where it is reached directly. */
export function proxyFor(environment: NodeJS.ProcessEnv, serverUrl: string): string | undefined {
  const { NO_PROXY = "", ...proxy } = proxyVariables(environment, serverUrl);
  const { hostname, port, protocol } = new URL(serverUrl);
  const names = [hostname, `${hostname}:${port || DEFAULT_PORTS[protocol]}`];
  const isExcepted = NO_PROXY.split(",").some((item) =>
    names.some((name) => name === item || (item.startsWith(".") && name.endsWith(item))),
  );
  return isExcepted ? undefined : Object.values(proxy)[0];
}

/** Does something with them in place of this process's own, which both libraries read. */
export async function throughProxy<T>(serverUrl: string, act: () => Promise<T>): Promise<T> {
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  const variables = proxyVariables(process.env, serverUrl);
  set(NAMES.map((name) => [name, variables[name.toUpperCase()]]));
  try {
    return await act();
  } finally {
    set(before);
  }
}

function set(variables: readonly (readonly [string, string | undefined])[]): void {
  for (const [name, value] of variables) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

function variableOf(environment: NodeJS.ProcessEnv, name: string): string {
  return (environment[name.toLowerCase()] || environment[name] || "").trim();
}

/** A host or a domain of NO_PROXY, and what is below it. */
function readAlike(item: string, port: string): string[] {
  const host = item.toLowerCase().replace(/^\*/, "");
  const alone = host.endsWith(`:${port}`) ? host.slice(0, -port.length - 1) : host;
  return alone.startsWith(".") ? [alone] : [alone, `.${alone}`];
}
