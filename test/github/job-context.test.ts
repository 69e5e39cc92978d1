import { expect, test } from "vitest";
import { readTargetJob } from "../../src/github/job-context.ts";

const at = (server: string) => readTargetJob({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: "acme/prod" });

test("targets are compared with the host of the server, with its port where it has one", () => {
  expect(at("https://github.com")).toEqual({ providerHost: "github.com", projectPath: "acme/prod" });
  expect(at("https://ghe.example.com:8443/")).toEqual({
    providerHost: "ghe.example.com:8443",
    projectPath: "acme/prod",
  });
});

test.each([
  [{}],
  [{ GITHUB_SERVER_URL: "github.com", GITHUB_REPOSITORY: "acme/prod" }],
  [{ GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "" }],
])(
  "where the runner does not say it, the job is not known, so that no rule is left out: %o",
  (environment) => {
    expect(readTargetJob(environment)).toBeUndefined();
  },
);
