import { afterEach, expect, test } from "vitest";
import { proxyFor, proxyVariables, throughProxy } from "../../src/otlp/proxy.ts";

const OWN = "localhost,127.0.0.1,[::1]";
const HTTPS = "https://api.corp.test/v3";

test.each<[string, Record<string, string>, string, Record<string, string>]>([
  ["nothing", {}, HTTPS, {}],
  ["a proxy that is empty", { HTTPS_PROXY: "" }, HTTPS, {}],
  ["one for the other protocol", { HTTP_PROXY: "http://p:1", ALL_PROXY: "http://p:2" }, HTTPS, {}],
  ["capitals", { HTTPS_PROXY: "http://p:1" }, HTTPS, { HTTPS_PROXY: "http://p:1", NO_PROXY: OWN }],
  [
    "both spellings",
    { HTTPS_PROXY: "http://p:1", https_proxy: "http://p:2" },
    HTTPS,
    { HTTPS_PROXY: "http://p:2", NO_PROXY: OWN },
  ],
  [
    "no protocol",
    { https_proxy: "proxy.corp:3128" },
    HTTPS,
    { HTTPS_PROXY: "http://proxy.corp:3128", NO_PROXY: OWN },
  ],
  [
    "http",
    { http_proxy: "http://u:p@p:1" },
    "http://x.test",
    { HTTP_PROXY: "http://u:p@p:1", NO_PROXY: OWN },
  ],
  ["every host excepted", { HTTPS_PROXY: "http://p:1", NO_PROXY: "a.test, *" }, HTTPS, {}],
  [
    "hosts and domains",
    {
      HTTPS_PROXY: "http://p:1",
      no_proxy: "Api.Corp.test,.b.test *.c.test, d.test:443, e.test:8443,localhost",
    },
    HTTPS,
    {
      HTTPS_PROXY: "http://p:1",
      NO_PROXY: `${OWN},api.corp.test,.api.corp.test,.b.test,.c.test,d.test,.d.test,e.test:8443,.e.test:8443,.localhost`,
    },
  ],
])("%s", (_what, environment, url, expected) => {
  expect(proxyVariables(environment, url)).toEqual(expected);
});

afterEach(() => {
  delete process.env.https_proxy;
});

test("the variables are this process's own again afterwards, also after an error", async () => {
  process.env.https_proxy = "p:1";
  await throughProxy(HTTPS, async () => {
    expect([process.env.https_proxy, process.env.HTTPS_PROXY]).toEqual(["http://p:1", "http://p:1"]);
  });
  await expect(throughProxy(HTTPS, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect([process.env.https_proxy, process.env.HTTPS_PROXY, process.env.NO_PROXY]).toEqual([
    "p:1",
    undefined,
    undefined,
  ]);
});

test.each([
  ["https://otel.test:4318", {}, undefined],
  ["https://otel.test:4318", { https_proxy: "p:1" }, "http://p:1"],
  ["http://otel.test", { https_proxy: "p:1" }, undefined],
  ["http://otel.test", { HTTP_PROXY: "http://u:p@p:1" }, "http://u:p@p:1"],
  ["http://127.0.0.1:4318", { HTTP_PROXY: "http://p:1" }, undefined],
  ["https://a.otel.test", { HTTPS_PROXY: "http://p:1", NO_PROXY: "otel.test" }, undefined],
  ["https://aotel.test", { HTTPS_PROXY: "http://p:1", NO_PROXY: "otel.test" }, "http://p:1"],
  ["https://otel.test:4318", { HTTPS_PROXY: "http://p:1", NO_PROXY: "otel.test:4318" }, undefined],
  ["https://otel.test:4318", { HTTPS_PROXY: "http://p:1", NO_PROXY: "otel.test:8443" }, "http://p:1"],
  ["https://otel.test", { HTTPS_PROXY: "http://p:1", NO_PROXY: "otel.test:443" }, undefined],
])("%s with %j is reached through %s", (url, environment, proxy) => {
  expect(proxyFor(environment, url)).toBe(proxy);
});
