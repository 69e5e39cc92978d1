import { expect, test } from "vitest";
import { readTarget } from "../../src/github/job-context.ts";

const at = (server: string) => readTarget({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: "acme/prod" });

test("targets are compared with the host of the server, with its port where it has one", () => {
  expect(at("https://github.com")).toEqual({ provider_host: "github.com", project_path: "acme/prod" });
  expect(at("https://ghe.example.com:8443/")).toEqual({
    provider_host: "ghe.example.com:8443",
    project_path: "acme/prod",
  });
});

test.each([
  [{}],
  [{ GITHUB_SERVER_URL: "github.com", GITHUB_REPOSITORY: "acme/prod" }],
  [{ GITHUB_SERVER_URL: "github.com:443", GITHUB_REPOSITORY: "acme/prod" }],
  [{ GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "" }],
])(
  "where the runner does not say it, the job is not known, so that no rule is left out: %o",
  (environment) => {
    expect(readTarget(environment)).toEqual({});
  },
);
