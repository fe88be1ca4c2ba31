import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readSteadily, takeEach } from "../../../src/platform/steady-reads.ts";
import { until } from "../../support/until.ts";

/** Both ends of a connection over loopback; the server's reads steadily. */
async function pair() {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepting = new Promise<Socket>((resolve) => server.on("connection", (socket) => resolve(readSteadily(socket))));
  const { port } = server.address() as { port: number };
  const client = connect({ port, host: "127.0.0.1", noDelay: true });
  const accepted = await accepting;
  onTestFinished(() => {
    client.destroy();
    accepted.destroy();
    server.close();
  });
  return { client, accepted };
}

test("what nobody holds comes into the same memory, whatever was there", async () => {
  const { client, accepted } = await pair();
  const memory = new Set<ArrayBufferLike>();
  const said: string[] = [];
  takeEach(
    accepted,
    (bytes) => {
      said.push(bytes.toString());
      memory.add(bytes.buffer);
    },
    () => false,
  );

  for (const word of ["one", "two", "three"]) {
    client.write(word);
    await until(word, () => said.includes(word) || undefined);
  }

  expect(memory.size).toBe(1);
});

test("what is held stays what it is, and its memory is used again when it is not held any more", async () => {
  const { client, accepted } = await pair();
  const taken: Buffer[] = [];
  let held = true;
  takeEach(accepted, (bytes) => taken.push(bytes), () => held);
  const says = async (word: string): Promise<void> => {
    const before = taken.length;
    client.write(word);
    await until(word, () => taken.length > before || undefined);
  };

  for (const word of ["one", "two", "three"]) await says(word);
  expect(taken.map(String)).toEqual(["one", "two", "three"]);

  held = false;
  await says("four");
  held = true;
  await says("five");
  await says("six");
  expect(taken.slice(0, 2).map(String)).toEqual(["one", "two"]);
  expect(taken.slice(3).map(String).slice(1)).toEqual(["five", "six"]);
  expect(new Set(taken.map(({ buffer }) => buffer)).size).toBeLessThan(taken.length);
});

test("megabytes come whole, with a pause now and then", async () => {
  const { client, accepted } = await pair();
  const sent = Buffer.alloc(3 * 1024 * 1024, "what is said, ");
  const got: Buffer[] = [];
  let size = 0;
  takeEach(
    accepted,
    (bytes) => {
      got.push(Buffer.from(bytes));
      size += bytes.length;
      if (got.length % 7 !== 0) return;
      accepted.pause();
      setImmediate(() => accepted.resume());
    },
    () => false,
  );

  client.end(sent);
  await until("all has come", () => size >= sent.length || undefined);

  expect(Buffer.concat(got).equals(sent)).toBe(true);
});

test("without a taker it is a stream as any other, and a taker gets all that waits in it", async () => {
  const { client, accepted } = await pair();
  accepted.unshift(Buffer.from("b"));
  accepted.unshift(Buffer.from("a"));
  const taken: string[] = [];

  const leave = takeEach(accepted, (bytes) => taken.push(bytes.toString()), () => false);
  expect(taken.join("")).toBe("ab");
  leave();
  const heard = once(accepted, "data");
  client.write("as a stream");

  expect(String((await heard)[0])).toBe("as a stream");
});

test("its end and its loss are heard", async () => {
  const [ending, breaking] = [await pair(), await pair()];
  for (const { accepted } of [ending, breaking]) {
    takeEach(accepted, () => {}, () => false);
  }
  const ended = once(ending.accepted, "end");
  const broken = once(breaking.accepted, "error");

  ending.client.end();
  breaking.client.resetAndDestroy();

  await ended;
  expect(await broken).toMatchObject([{ code: "ECONNRESET" }]);
});
