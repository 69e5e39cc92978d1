import { program } from "../kinds/kind.ts";
import type { Process } from "../kinds/value.ts";
import type { GuardDeed, LogFault, LogPlace } from "../log/fault.ts";
import { count, timeOfDay } from "./phrase.ts";

/** Of a lineage, and of the bytes of each path in it. */
const ANCESTORS_SHOWN = 8;

/** A fault of the log as a sentence for people. It may hold data of the job, not yet made visible. */
export function logFaultSentence(fault: LogFault): string {
  switch (fault.code) {
    case "truncated":
      return `The event log is not whole: it breaks off ${inside(fault.place)}.`;
    case "no-block":
      return `The event log is not whole: there are bytes that are no block ${at(fault.place)}.`;
    case "sequence":
      return `The event log is not whole: the block ${at(fault.place)} is not number ${fault.place.block}.`;
    case "checksum":
      return `The event log was altered: the checksum of the block ${at(fault.place)} is wrong.`;
    case "order":
      return `The event log was altered: a ${fault.block} block may not stand ${at(fault.place)}.`;
    case "unknown-block":
      return `The event log has a block of the unknown type ${fault.type} ${at(fault.place)}: read it with the version of Runwarden that wrote it.`;
    case "unknown-flags":
      return `The event log has a block with the unknown flags ${fault.flags} ${at(fault.place)}: read it with the version of Runwarden that wrote it.`;
    case "unknown-encoding":
      return `The event log has a block in the unknown encoding ${fault.encoding} ${at(fault.place)}: read it with the version of Runwarden that wrote it.`;
    case "invalid-packing":
      return `The event log was altered: the block ${at(fault.place)} does not unpack to what it says.`;
    case "unknown-extension":
      return `The event log has a block with the unknown extension ${fault.type} ${at(fault.place)}: read it with the version of Runwarden that wrote it.`;
    case "unsigned":
      return `The event log was altered: the block ${at(fault.place)} is not signed.`;
    case "signature":
      return `The event log was altered: the block ${at(fault.place)} was not signed by the collector that wrote what stands before it.`;
    case "other-key":
      return `The event log is another one: its first key is ${fault.key}, which is not the one that was expected.`;
    case "invalid-text":
      return `The ${fault.block} block of the event log cannot be read: ${fault.what}.`;
    case "invalid-record":
      return `The event log is not whole: the block ${at(fault.place)} holds ${fault.what}.`;
    case "unknown-kind":
      return `The event log has a record of the unknown kind ${fault.id} in the block ${at(fault.place)}: what it tells is not judged.`;
    case "no-job":
      return "The event log has lost the rules that it was started with.";
    case "no-trailer":
      return "The event log is not whole: it has no trailer: the collector did not end it.";
    case "ended-by-signal":
      return `The collector was told to end by signal ${fault.ending.signal} from process ${fault.ending.senderPid}.`;
    case "scope-ended":
      return "The process whose job was watched ended before the report was made.";
    case "log-failed":
      return "The collector could not write the event log any further. What came after is lost.";
    case "disk-full":
      return `The disk of ${fault.folder} was full: the collector could not write the event log any further. What came after is lost.`;
    case "post-ended":
      return "The post step ended without asking for the report: it was killed, or something else ran in its place.";
    case "was-stopped":
      return "The collector was stopped for a time: somebody sent it SIGSTOP and SIGCONT.";
    case "counters-unread":
      return "The collector could not read its counters: how many events were lost is not known.";
    case "counts": {
      const { kind, seen, written, dropped, read } = fault.counts;
      return `The counts of ${kind} do not agree: ${count(seen, "record")} seen, ${written} written, ${dropped} dropped, ${read} in the log.`;
    }
    case "ended-by-other":
      return "The event log was ended by another process than Runwarden's.";
    case "job-changed":
      return "The rules in the event log are not those that the job was started with.";
    case "collector-gone":
      return `The collector was ended before the job was judged: ${fault.reason}.`;
    case "live-judge-gone":
      return "The process that judges while the command runs was gone before it had ended, so that no rule with the action terminate could have ended it.";
    case "judge-gone":
      return "The judge, which judges the log while it is written, was ended before it had judged the job. The log was judged once more for this report.";
    case "not-followed":
      return `The event log could not be judged to its end while it was written: ${fault.reason}.`;
    case "judged-otherwise": {
      const found = fault.live === fault.read ? "by other events" : `${count(fault.read, "time")}`;
      return `The event log was altered: while it was written, the rule ${fault.rule} matched ${count(fault.live, "time")}; in what it holds now, ${found}.`;
    }
    case "other-bytes":
      return "The event log was altered: its bytes are not those that were judged while it was written.";
    case "lost-late":
      return `While the report was made, ${count(fault.count, "event")} could not be recorded.`;
    case "guard-tampered":
      return deedSentence(fault.deed);
    case "guard-tampered-more":
      return `The guard was tampered with ${count(fault.count, "time")} more than is told here.`;
    case "unreadable":
      return `The event log cannot be read: ${fault.reason}.`;
  }
}

function deedSentence({ timeNs, process, what }: GuardDeed): string {
  const time = timeNs === undefined ? "" : timeOfDay(timeNs);
  const since = time === "" ? "Tampered" : `Tampered since ${time}`;
  const isSeen = process.pid > 0 || process.exec_path.raw !== "";
  const who = isSeen ? program(process).map(({ text }) => text) : ["somebody"];
  return `${since}: ${[...who, ...what.map(({ text }) => text)].join(" ")}.${startedBy(process)}`;
}

function startedBy({ ancestors }: Process): string {
  if (ancestors.length === 0) return "";
  const paths = ancestors.slice(0, ANCESTORS_SHOWN).map(({ exec_path }) => exec_path.raw);
  return ` It was started by ${paths.join(", by ")}${ancestors.length > ANCESTORS_SHOWN ? ", and others" : ""}.`;
}

function at({ offset }: LogPlace): string {
  return `at byte ${offset}`;
}

function inside({ offset, block }: LogPlace): string {
  return `inside block ${block}, which begins at byte ${offset}`;
}
