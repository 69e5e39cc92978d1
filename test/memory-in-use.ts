import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes that objects and buffers take which something still holds. */
export function memoryInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
