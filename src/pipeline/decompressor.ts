import type { Transform } from "node:stream";

/** A stream of `node:zlib` that decompresses; `bytesWritten` counts what its engine has consumed. */
export type ZlibStream = Transform & { readonly bytesWritten: number };

/** Decompresses piece by piece. */
export interface Decompressor {
  /** Resolves when all that these bytes give was handed out, with the bytes that could not be understood, if any. Nothing may be written after that. */
  write(bytes: Uint8Array): Promise<Uint8Array | undefined>;
  close(): void;
}

/** `create` makes a new stream: one is needed for each compressed stream that follows another (zstd frames, gzip members). */
export function createDecompressor(create: () => ZlibStream, onData: (bytes: Uint8Array) => void): Decompressor {
  let stream: ZlibStream | undefined;

  return {
    async write(bytes) {
      let rest = bytes;
      while (rest.length > 0) {
        stream ??= open(create, onData);
        const { state, consumed } = await push(stream, rest);
        if (state === "taken") return undefined;
        const fresh = stream.bytesWritten === consumed;
        stream.destroy();
        stream = undefined;
        if (state === "failed" || (fresh && consumed === 0)) return rest;
        rest = rest.subarray(consumed);
      }
      return undefined;
    },
    close() {
      stream?.destroy();
      stream = undefined;
    },
  };
}

function open(create: () => ZlibStream, onData: (bytes: Uint8Array) => void): ZlibStream {
  const stream = create();
  stream.on("data", onData);
  // What an error means is told by `push`; without a listener it would end the process.
  stream.on("error", () => stream.destroy());
  return stream;
}

interface Pushed {
  /** `over`: the compressed stream ended, maybe before the bytes did. */
  readonly state: "taken" | "over" | "failed";
  readonly consumed: number;
}

/** The callback of `write` does not come when the data is broken, so every way it can end is listened to. */
function push(stream: ZlibStream, bytes: Uint8Array): Promise<Pushed> {
  const before = stream.bytesWritten;
  return new Promise((resolve) => {
    const done = (state: Pushed["state"]) => () => {
      stream.off("end", over).off("error", failed).off("close", failed);
      resolve({ state, consumed: stream.bytesWritten - before });
    };
    const over = done("over");
    const failed = done("failed");
    const taken = done("taken");
    stream.once("end", over).once("error", failed).once("close", failed);
    stream.write(bytes, (error) => {
      if (error) return failed();
      // What is still buffered comes out as `data` now, not at some later tick.
      while (stream.read() !== null);
      if (!stream.readableEnded && stream.bytesWritten - before === bytes.length) taken();
    });
  });
}
