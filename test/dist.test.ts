import { expect, test } from "vitest";
import { distPath } from "./dist.ts";

// Who finds dist/ without it, finds none in `npm run check`, which runs the unit tests where there is no dist/.
test("a unit test that uses dist/ is told where it belongs", () => {
  expect(() => distPath("cli/index.js")).toThrow("is not a unit test");
});
