declare module "unzip-stream" {
  import type { Transform } from "node:stream";

  export function Parse(): Transform;
}
