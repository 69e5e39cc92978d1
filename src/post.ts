import { fail } from "./github/fail.ts";
import { finish } from "./github/finish.ts";

try {
  await finish();
} catch (error) {
  await fail(error);
}
