// The other end of the collector's protocol with its judge, as far as a test of the gate needs it: it follows the stream,
// says what the test has told it to say, and turns red where the job names MARK after the report. It opens the file that the
// test names.
import { createReadStream, open, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { dirname } from "node:path";
import { inflateRawSync } from "node:zlib";

const folder = dirname(dirname(process.argv[1]));
const lines = new Socket({ fd: 3, readable: true, writable: true });
const waiting = [];
let seen = 0;
let isTold = false;
let says = "green";
let text = "";
let unread = Buffer.alloc(0);

/** The payload of the next block, unpacked; undefined while it is not there. */
function takeBlock() {
  if (unread.subarray(0, 14).toString() === "runwarden log ") unread = unread.subarray(16);
  if (unread.length < 40) return undefined;
  const end = 40 + unread.readUInt32LE(16);
  const next = end + unread.readUInt32LE(24);
  if (unread.length < next) return undefined;
  const payload = unread.subarray(40, end);
  const isPacked = unread.readUInt32LE(28) !== 0;
  unread = unread.subarray(next);
  return isPacked ? inflateRawSync(payload) : payload;
}

createReadStream(null, { fd: 0 })
  .on("data", (chunk) => {
    seen += chunk.length;
    unread = Buffer.concat([unread, chunk]);
    for (let payload = takeBlock(); payload !== undefined; payload = takeBlock()) {
      if (!isTold || says !== "green" || !payload.includes("MARK-OF-A-LATE-MATCH")) continue;
      says = "red";
      lines.write("red\n");
    }
    for (const go of waiting.splice(0)) go();
  })
  .on("end", () => {
    seen = Number.POSITIVE_INFINITY;
    for (const go of waiting.splice(0)) go();
  });

const upTo = async (offset) => {
  while (seen < offset) await new Promise((resolve) => waiting.push(resolve));
};

async function hear(line) {
  const [word, argument] = line.split(" ");
  if (word === "config") {
    const told = JSON.parse(argument);
    says = told.says;
    if (told.opens) open(told.opens, () => {});
    await upTo(1000);
    lines.write("ready\n");
  } else if (word === "finish") {
    await upTo(Number(argument));
    writeFileSync(`${folder}/post.json`, `{"says":"${says}"}`);
    isTold = true;
    lines.write(`report ${says}\n`);
  } else if (word === "leave") {
    await upTo(Number(argument));
    if (says === "red") writeFileSync(`${folder}/late.json`, '{"late":true}');
    lines.write(`leave ${says}\n`);
  }
}

lines.on("data", async (chunk) => {
  text += chunk;
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
    const line = text.slice(0, end);
    text = text.slice(end + 1);
    await hear(line);
  }
});
lines.on("end", () => process.exit(0));
