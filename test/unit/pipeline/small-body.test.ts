import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { whenArrived } from "../../../src/pipeline/small-body.ts";

const HEAD = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n";

/** A server that tells of each request what came with its head, and all that was left to read then. */
async function listening() {
  const told: { readonly whole: string | undefined; readonly rest: string }[] = [];
  const server = createServer((request, response) => {
    whenArrived(request, (whole) => {
      void restOf(request).then((rest) => {
        told.push({ whole: whole?.toString(), rest });
        response.end();
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  return { socket, told };
}

async function restOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat((await request.toArray()) as Buffer[]).toString();
}

async function answered(socket: Socket): Promise<void> {
  await once(socket, "data");
}

test("a body that comes with its head is there at once, and only once", async () => {
  const { socket, told } = await listening();

  socket.write(`${HEAD}hello`);
  await answered(socket);

  expect(told).toEqual([{ whole: "hello", rest: "" }]);
});

test("a body that is still on its way is left to be read", async () => {
  const { socket, told } = await listening();

  socket.write(`${HEAD}hel`);
  await new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
  socket.write("lo");
  await answered(socket);

  expect(told.map(({ whole = "", rest }) => whole + rest)).toEqual(["hello"]);
});

test("a body without a length is left to be read, so that it goes on in chunks", async () => {
  const { socket, told } = await listening();

  socket.write("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  await answered(socket);

  expect(told).toEqual([{ whole: undefined, rest: "hello" }]);
});
