import { fail } from "./github/fail.ts";
import { start } from "./github/start.ts";

try {
  await start("main", import.meta.url);
} catch (error) {
  await fail(error);
}
