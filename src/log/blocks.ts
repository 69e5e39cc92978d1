import { crc32 } from "node:zlib";

/** What an event log starts with; native/log.h has the same. */
export const LOG_MAGIC = Buffer.from("runwarden log 1\n", "latin1");

const BLOCK_MAGIC = 0x4b425752;
const BLOCK_HEADER_SIZE = 24;
const CHECKED_HEADER_SIZE = 20;
/** The job block holds rules; native/collector.c takes no more. A larger size is garbage, not a block. */
const BLOCK_LIMIT = 64 * 1024 * 1024;

const BLOCK_TYPES = { 1: "start", 2: "job", 3: "records", 4: "trailer" } as const;

export type BlockType = (typeof BLOCK_TYPES)[keyof typeof BLOCK_TYPES];

export interface Block {
  readonly type: BlockType;
  readonly payload: Buffer;
}

/** The text of the trailer that the last bytes of a log end with; undefined where there is none, or a garbled one. */
export function trailerAtEnd(end: Uint8Array): Buffer | undefined {
  const bytes = Buffer.from(end.buffer, end.byteOffset, end.byteLength);
  for (let at = bytes.length - BLOCK_HEADER_SIZE; at >= 0; at--) {
    if (bytes.readUInt32LE(at) !== BLOCK_MAGIC) continue;
    const payload = bytes.subarray(at + BLOCK_HEADER_SIZE);
    const type = BLOCK_TYPES[bytes.readUInt32LE(at + 4) as keyof typeof BLOCK_TYPES];
    if (type !== "trailer" || bytes.readUInt32LE(at + 16) !== payload.length) continue;
    return checksum(bytes.subarray(at), payload) === bytes.readUInt32LE(at + 20) ? payload : undefined;
  }
  return undefined;
}

function checksum(header: Buffer, payload: Buffer): number {
  return crc32(payload, crc32(header.subarray(0, CHECKED_HEADER_SIZE)));
}

/**
 * Takes a log apart into its blocks, as its bytes come. At the first byte that is not as it must be it stops and
 * says so in `fault`; what came before is good.
 */
export class BlockReader {
  /** Why reading stopped early; undefined while all is well. */
  fault: string | undefined;
  /** False where not even the first bytes are those of a log. */
  isLog = true;
  #pending: Buffer[] = [];
  #pendingSize = 0;
  #offset = 0;
  #sequence = 0n;
  #hasMagic = false;
  #hasTrailer = false;

  /** Adds bytes; gives the blocks that they complete. */
  *push(chunk: Uint8Array): Generator<Block> {
    if (this.fault !== undefined) return;
    this.#pending.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this.#pendingSize += chunk.byteLength;
    if (!this.#hasMagic) this.#takeMagic();
    for (let block = this.#takeBlock(); block !== undefined; block = this.#takeBlock()) yield block;
  }

  /** Says that no more bytes come. */
  end(): void {
    if (this.fault !== undefined) return;
    if (!this.#hasMagic) {
      this.isLog = false;
      this.fault = "it is shorter than the first bytes of an event log";
    } else if (this.#pendingSize > 0) {
      this.fault = `it breaks off inside a block, after byte ${this.#offset}`;
    } else if (!this.#hasTrailer) {
      this.fault = "it has no trailer: the collector did not end it";
    }
  }

  #takeMagic(): void {
    const magic = this.#peek(LOG_MAGIC.length);
    if (magic === undefined) return;
    if (!magic.equals(LOG_MAGIC)) {
      this.isLog = false;
      this.fault = "it does not start as an event log does";
      return;
    }
    this.#hasMagic = true;
    this.#consume(LOG_MAGIC.length);
  }

  #takeBlock(): Block | undefined {
    if (!this.#hasMagic || this.fault !== undefined) return undefined;
    const header = this.#peek(BLOCK_HEADER_SIZE);
    if (header === undefined) return undefined;
    const size = header.readUInt32LE(16);
    const type = BLOCK_TYPES[header.readUInt32LE(4) as keyof typeof BLOCK_TYPES];
    if (this.#hasTrailer) return this.#stop("there are bytes behind its trailer");
    if (header.readUInt32LE(0) !== BLOCK_MAGIC || type === undefined || size > BLOCK_LIMIT) {
      return this.#stop(`there is no block at byte ${this.#offset}`);
    }
    if (header.readBigUInt64LE(8) !== this.#sequence) {
      return this.#stop(`the block at byte ${this.#offset} is not number ${this.#sequence}`);
    }
    const whole = this.#peek(BLOCK_HEADER_SIZE + size);
    if (whole === undefined) return undefined;
    const payload = whole.subarray(BLOCK_HEADER_SIZE);
    if (checksum(whole, payload) !== header.readUInt32LE(20)) {
      return this.#stop(`the checksum of the block at byte ${this.#offset} is wrong`);
    }
    this.#consume(whole.length);
    this.#sequence += 1n;
    this.#hasTrailer = type === "trailer";
    return { type, payload };
  }

  #stop(fault: string): undefined {
    this.fault = fault;
    this.#pending = [];
    this.#pendingSize = 0;
  }

  /** The next bytes as one buffer, or undefined while there are fewer. */
  #peek(size: number): Buffer | undefined {
    if (this.#pendingSize < size) return undefined;
    const first = this.#pending[0];
    if (first !== undefined && first.length >= size) return first.subarray(0, size);
    const joined = Buffer.concat(this.#pending, this.#pendingSize);
    this.#pending = [joined];
    return joined.subarray(0, size);
  }

  #consume(size: number): void {
    const first = this.#pending[0];
    if (first === undefined) return;
    this.#pendingSize -= size;
    this.#offset += size;
    if (first.length === size) this.#pending.shift();
    else this.#pending[0] = first.subarray(size);
  }
}
