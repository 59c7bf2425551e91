import type { Inflated } from "./open-archive.ts";
import { bytesAccess, type RandomAccess } from "./random-access.ts";

const CHUNK = 1024 * 1024;

/** Unpacks gzip into memory, in any place that has the web's DecompressionStream. */
export async function inflateInMemory(access: RandomAccess, limit: number): Promise<Inflated> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let at = 0;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => {
      const chunk = access.read(at, CHUNK);
      at += chunk.length;
      // A copy: what is read may be a part of a buffer that others share.
      if (chunk.length > 0) controller.enqueue(new Uint8Array(chunk));
      else controller.close();
    },
  });
  const done = (end: Inflated["end"]): Inflated => ({
    access: bytesAccess(concatenated(chunks, length)),
    end,
  });
  const unpacked: ReadableStream<Uint8Array> = packed.pipeThrough(new DecompressionStream("gzip"));
  const reader = unpacked.getReader();
  for (;;) {
    try {
      const { value, done: ended } = await reader.read();
      if (ended) return done(null);
      if (length + value.length > limit) {
        chunks.push(value.subarray(0, limit - length));
        length = limit;
        await reader.cancel();
        return done({ reason: "too-large", why: `is larger than ${limit} bytes once unpacked` });
      }
      chunks.push(value);
      length += value.length;
    } catch {
      return done({ reason: "failed", why: "its gzip stream is damaged or ends early" });
    }
  }
}

function concatenated(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
