import { type Slice, sliceOf } from "./figures.ts";

/** So many clients that each send the next when the last is answered, for `ms` milliseconds. `send` gets a number that never comes twice. */
export async function closedLoop(clients: number, ms: number, send: (client: number) => Promise<void>): Promise<Slice> {
  const times: number[] = [];
  const started = performance.now();
  const client = async (number: number): Promise<void> => {
    for (let now = performance.now(); now - started < ms; ) {
      await send(number);
      const done = performance.now();
      times.push(done - now);
      now = done;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return sliceOf(times, performance.now() - started);
}
