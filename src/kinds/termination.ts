import { recordKind } from "./kind.ts";

export const termination = recordKind({
  id: 25,
  doc: "How the job was stopped because of a match: once when that was done, and once more at the end of the log, with the counts of then.",
  record: {
    fixed: [
      /** When the event happened that matched, when the collector was asked to end the job, and when nothing was left or it was locked down; 0 where something was left. Since boot. */
      { name: "matched_ns", type: "u64" },
      { name: "asked_ns", type: "u64" },
      { name: "gone_ns", type: "u64" },
      { name: "match_pid", type: "u32" },
      /** Processes that have ended since. */
      { name: "ended", type: "u32" },
      /** Programs that ended at their exec since. */
      { name: "refused", type: "u32" },
      /** Processes that could not be ended so far. */
      { name: "living", type: "u32" },
      /** 1: its processes were ended; 2: it was locked down. */
      { name: "answer", type: "u32" },
    ],
    strings: [
      { name: "rule", form: "text" },
      /** The first of those that were ended: each its pid, a space and its name. */
      { name: "processes", form: "list" },
    ],
  },
  learn(record, { terminations }) {
    const processes = record.processes.parts().flatMap((part) => {
      const [, pid, name] = /^(\d+) (.*)$/s.exec(part) ?? [];
      return pid === undefined || name === undefined ? [] : [{ pid: Number(pid), name }];
    });
    terminations.done({
      rule: record.rule.raw(),
      matchedNs: record.matched_ns,
      askedNs: record.asked_ns,
      goneNs: record.gone_ns,
      matchPid: record.match_pid,
      ended: record.ended,
      refused: record.refused,
      living: record.living,
      answer: record.answer === 2 ? "lockdown" : "terminate",
      processes,
    });
  },
});
