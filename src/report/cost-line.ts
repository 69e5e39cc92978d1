import type { Report } from "./report.ts";

/** What watching took of the machine, in a sentence; none where it is not known. Holds no data of the job. */
export function costLine({ coverage }: Report): string[] {
  if (coverage.cost === undefined) return [];
  const { cpuMs, memoryKib } = coverage.cost;
  const seconds = (cpuMs / 1000).toLocaleString("en", { maximumFractionDigits: 2 });
  return [
    `The collector took ${seconds} s of CPU time, and at most ${Math.round(memoryKib / 1024)} MiB of memory.`,
  ];
}
