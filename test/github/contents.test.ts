import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { fetchRuleFiles } from "../../src/github/contents.ts";
import { ContentsServer } from "../runner/contents-server.ts";
import { ForwardProxy } from "../runner/forward-proxy.ts";

let server: ContentsServer;

beforeAll(async () => {
  server = await ContentsServer.start({
    "one.yml": "rule_sets: [1]\n",
    "rules/b.YAML": "b",
    "rules/a.yml": "a",
    "rules/deep er/c#?.yml": "c",
    "rules/README.md": "no rules",
    "empty/README.md": "no rules",
  });
});

beforeEach(() => {
  server.status = undefined;
  server.isGitea = false;
  server.requests.length = 0;
});

afterAll(() => server.stop());

function fetchPaths(paths: readonly string[], token = "t") {
  return fetchRuleFiles(
    { apiUrl: server.url, name: "acme/prod", commit: "0123456789abcdef", token, whose: "own" },
    paths,
  );
}

test("a file is read raw, at the workflow's commit", async () => {
  expect(await fetchPaths(["one.yml"])).toEqual([
    { name: "one.yml", text: "rule_sets: [1]\n", origin: "project" },
  ]);
  expect(server.requests).toEqual([
    "application/vnd.github.object+json /repos/acme/prod/contents/one.yml?ref=0123456789abcdef",
    "application/vnd.github.raw+json /repos/acme/prod/contents/one.yml?ref=0123456789abcdef",
  ]);
});

test("a folder is read with all rule files below it, in order", async () => {
  const sources = await fetchPaths(["rules"]);
  expect(sources.map(({ leftOut }) => leftOut)).toEqual([["rules/README.md"], undefined, undefined]);
  expect(sources.map(({ name, text }) => [name, text])).toEqual([
    ["rules/a.yml", "a"],
    ["rules/b.YAML", "b"],
    ["rules/deep er/c#?.yml", "c"],
  ]);
});

test.each([
  [401, "401 (the token was refused). Leave the input github-token at its default."],
  [403, "403 (forbidden). Give the job `permissions: contents: read`."],
  [
    404,
    "404 (not found). Check the path; in a private repository the job also needs `permissions: contents: read`.",
  ],
  [429, "429 (rate limit). Run the job again later, or write the rules inline."],
  [503, "503 (GitHub did not answer as it should). Run the job again, or write the rules inline."],
])("a refusal with %i says what to do", async (status, remedy) => {
  server.status = status;
  await expect(fetchPaths(["one.yml"])).rejects.toMatchObject({
    code: "rules-fetch",
    message: `The rule file or folder one.yml cannot be read at acme/prod@0123456789ab: ${remedy}`,
  });
  expect(server.requests.length).toBe(status === 503 ? 3 : 1);
});

test("a server that is not there is told as such", async () => {
  const repository = {
    apiUrl: "http://127.0.0.1:9",
    name: "acme/prod",
    commit: "0",
    token: "t",
    whose: "own" as const,
  };
  await expect(fetchRuleFiles(repository, ["one.yml"])).rejects.toMatchObject({
    code: "rules-fetch",
    message: expect.stringContaining("cannot be read at acme/prod@0: "),
  });
});

test("without a token the error says where it comes from", async () => {
  await expect(fetchPaths(["one.yml"], "")).rejects.toMatchObject({
    code: "rules-fetch",
    message: expect.stringContaining("github-token"),
  });
  expect(server.requests).toEqual([]);
});

test("a folder without rules is an error, not an empty set", async () => {
  await expect(fetchPaths(["empty"])).rejects.toThrow("The folder empty has no .yaml or .yml file");
});

test("more files than anyone means are refused before they are fetched", async () => {
  const entries = Array.from({ length: 201 }, (_, index) => ({ type: "file", path: `many/${index}.yml` }));
  server.answers.set("many", { type: "dir", path: "many", entries });
  await expect(fetchPaths(["many"])).rejects.toThrow("The input rules names more than 200 files.");
  expect(server.requests.length).toBe(1);
});

test("a submodule is no file or folder", async () => {
  server.answers.set("module", { type: "submodule", path: "module" });
  await expect(fetchPaths(["module"])).rejects.toThrow("module is a submodule, not a file or folder");
});

test.each([[undefined], ["text"], [null], [{}], [{ type: "dir" }], [{ type: "dir", entries: [null] }]])(
  "an answer that is not the contents API's is refused: %j",
  async (answer) => {
    server.answers.set("odd", answer);
    await expect(fetchPaths(["odd"])).rejects.toThrow(
      "GitHub's answer for odd is not what its contents API gives.",
    );
  },
);

test("Gitea's forms of files and folders are read like GitHub's", async () => {
  server.isGitea = true;
  const sources = await fetchPaths(["one.yml", "rules"]);
  expect(sources.map(({ name, text }) => [name, text])).toEqual([
    ["one.yml", "rule_sets: [1]\n"],
    ["rules/a.yml", "a"],
    ["rules/b.YAML", "b"],
    ["rules/deep er/c#?.yml", "c"],
  ]);
});

test.each([
  [{ type: "file", path: "odd" }],
  [{ type: "file", path: "odd", encoding: "none", content: "" }],
  [{ type: "file", path: "odd", encoding: "base64", content: null }],
])(
  "JSON in the place of a file that does not hold it is refused, not taken for rules: %j",
  async (answer) => {
    server.answers.set("odd", answer);
    await expect(fetchPaths(["odd"])).rejects.toMatchObject({
      code: "rules-fetch",
      message: "GitHub's answer for odd is not what its contents API gives.",
    });
  },
);

/** Whoever asks for this host is behind the proxy; nobody else knows it. */
const API = "api.corp.test";

async function fetchBehindProxy(variables: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(variables)) {
    process.env[name] = value;
    onTestFinished(() => {
      delete process.env[name];
    });
  }
  return await fetchRuleFiles(
    { apiUrl: `http://${API}`, name: "acme/prod", commit: "0", token: "t", whose: "own" as const },
    ["one.yml"],
  );
}

async function startProxy(): Promise<ForwardProxy> {
  const proxy = await ForwardProxy.start(server.url);
  onTestFinished(() => proxy.stop());
  return proxy;
}

test.each([
  ["http_proxy", "http://"],
  ["HTTP_PROXY", "http://"],
  ["HTTP_PROXY", ""],
])("rules are read through the proxy of %s=%s…", async (name, scheme) => {
  const proxy = await startProxy();
  const [source] = await fetchBehindProxy({ [name]: `${scheme}${proxy.address}` });
  expect(source?.text).toBe("rule_sets: [1]\n");
  expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${API}:80`]));
});

test.each(["no_proxy", "NO_PROXY"])("%s keeps them from it", async (name) => {
  const proxy = await startProxy();
  const reading = fetchBehindProxy({ http_proxy: `http://${proxy.address}`, [name]: "corp.test" });
  await expect(reading).rejects.toMatchObject({
    code: "rules-fetch",
    message: expect.stringContaining("The rule file or folder one.yml cannot be read at acme/prod@0: "),
  });
  expect(proxy.asked).toEqual([]);
});

test("a proxy that is not there is told with its fault", async () => {
  const reading = fetchBehindProxy({ http_proxy: "http://127.0.0.1:9" });
  await expect(reading).rejects.toMatchObject({
    code: "rules-fetch",
    message: expect.stringMatching(/@0: .+/),
  });
});
