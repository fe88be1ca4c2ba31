/** Joins pieces that come in one turn of the event loop, so that many small ones are passed on as one. */
export interface Gathering {
  /** Something may come now: what comes in this turn is given at its end, before anything that is put off to it later. */
  expect(): void;
  add(piece: Uint8Array): void;
  /** Gives what is there at once. */
  flush(): void;
}

/**
 * An answer that streams fast comes as hundreds of HTTP chunks with one read of its connection. Each of them alone would be a
 * write, a frame and an observation; nothing is held beyond the turn in which it came.
 */
export function createGathering(give: (bytes: Uint8Array) => void): Gathering {
  let pieces: Uint8Array[] = [];
  let expected = false;

  function expect(): void {
    if (expected) return;
    expected = true;
    process.nextTick(() => {
      expected = false;
      flush();
    });
  }

  function flush(): void {
    const [first] = pieces;
    if (first === undefined) return;
    const whole = pieces.length === 1 ? first : Buffer.concat(pieces);
    pieces = [];
    give(whole);
  }

  return {
    expect,
    flush,
    add(piece) {
      pieces.push(piece);
      expect();
    },
  };
}
