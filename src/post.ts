import { fail } from "./action/fail.ts";
import { finish } from "./action/finish.ts";

try {
  await finish();
} catch (error) {
  await fail(error);
}
