import { writeFileSync } from "node:fs";
import { cHeader } from "./events/c-header.ts";

writeFileSync(new URL("../native/events.h", import.meta.url), cHeader());
