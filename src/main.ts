import { fail } from "./action/fail.ts";
import { start } from "./action/start.ts";

try {
  await start("main", import.meta.url);
} catch (error) {
  await fail(error);
}
