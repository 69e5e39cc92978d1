import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { ACTION_ENDPOINTS } from "../../src/egress/action-endpoints.ts";
import { endpointText } from "../../src/egress/endpoint.ts";
import { readEndpoints } from "../../src/egress/read-endpoints.ts";

/** The list in the first example of a page, as the runner would hand it on. */
function documented(page: string): string[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
  const examples = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml = ""]) => yaml);
  const example = examples.find((yaml) => yaml.includes("allowed-endpoints:")) ?? "";
  const steps = parse(example) as { with: Record<string, string> }[];
  const { endpoints, faults } = readEndpoints(steps[0]?.with["allowed-endpoints"] ?? "");
  expect(faults).toEqual([]);
  return endpoints.map(endpointText);
}

test("the list of the README is one, comments and all", () => {
  expect(documented("README.md")).toEqual(["registry.npmjs.org:443", "*.docker.io:443", "10.0.0.0/8:5432"]);
});

test("a list of harden-runner, folded as it is usually written, is one", () => {
  expect(documented("docs/coming-from.md")).toEqual([
    "api.github.com:443",
    "github.com:443",
    "*.data.mcr.microsoft.com:443",
    "registry.npmjs.org:443",
  ]);
});

test("the README names all that actions may reach", () => {
  const text = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const told = /\*\*Actions\*\*(.*?)\n- |\*\*Actions\*\*(.*?)\n\n/s.exec(text)?.[0] ?? "";
  for (const endpoint of ACTION_ENDPOINTS) {
    const name = endpointText(endpoint).slice(0, -":443".length);
    if (/^productionresultssa(?!0\.|19\.)/.test(name)) continue;
    expect(told).toContain(`\`${name.replace(".blob.core.windows.net", "")}\``);
  }
});
