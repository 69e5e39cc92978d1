import { createHash } from "node:crypto";
import { layoutText } from "./layout.ts";

/** SHA-256 (hex) of the record layout; stands in every log, so that a log of another layout is refused. */
export const SCHEMA_DIGEST = createHash("sha256").update(layoutText()).digest("hex");
