import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cassette } from "../../../src/cassette/cassette.ts";
import { encodeCassette } from "../../../src/cassette/encode.ts";
import { parseCassette } from "../../../src/cassette/read.ts";
import { anyCassette, cassetteOf, exchangeOf, message } from "../../support/cassette-exchanges.ts";

const fileOf = (cassette: Cassette): string => [...encodeCassette(cassette)].join("");

/** Exchanges with payloads as bytes, and without what is only another form of them. */
function plain(cassette: Cassette): unknown {
  return cassette.exchanges.map((exchange) => ({
    ...exchange,
    messages: exchange.messages.map((one) => ({ ...one, json: undefined, payload: Buffer.from(one.payload as string).toString("latin1"), isText: typeof one.payload === "string" })),
  }));
}

test("a cassette that was written reads back the same, every payload byte for byte", () => {
  fc.assert(
    fc.property(anyCassette, (cassette) => {
      expect(plain(parseCassette(fileOf(cassette), "x.json"))).toEqual(plain(cassette));
    }),
    { numRuns: 300 },
  );
});

test("writing what was read gives the same file, also after somebody laid it out anew", () => {
  fc.assert(
    fc.property(anyCassette, (cassette) => {
      const file = fileOf(cassette);
      const laidOut = JSON.stringify(JSON.parse(file), null, 2);

      expect(fileOf(parseCassette(laidOut, "x.json"))).toBe(file);
    }),
    { numRuns: 100 },
  );
});

describe("the file", () => {
  const long = "what was said ".repeat(40);

  test("is written a message a line, in forms that a person can read", () => {
    const ask = (...said: string[]): string => JSON.stringify({ model: "m", messages: said.map((text) => ({ role: "user", content: text })) });
    const file = fileOf(
      cassetteOf(
        exchangeOf("e1", {
          messages: [message("client", "body", ask(long)), message("upstream", "event", 'event: start\ndata: {"type":"start","n":1}\n\n', 12.4), message("upstream", "event", "data: [DONE]\n\n", 13)],
        }),
        exchangeOf("e2", { messages: [message("client", "body", ask(long, "and now?")), message("upstream", "event", 'data: {"n":2}\n\n', 9), message("upstream", "body", new Uint8Array([255, 0]), 10)], outcome: { type: "aborted" } }),
        exchangeOf("e3", {
          transport: "websocket",
          request: { method: "GET", path: "/ws", headers: [], upgrade: true },
          messages: [message("client", "text", '{"a": 1}', 3), message("upstream", "binary", "b"), message("upstream", "close", '{"code":1000,"reason":""}')],
        }),
      ),
    );

    expect(file).toBe(`{
"version": 1,
"recordedAt": "2026-01-05T09:00:00.000Z",
"recordedBy": "0.1.0",
"exchanges": [
 {"id":"e1","provider":"unknown","transport":"http","at":0,"upstream":"http://127.0.0.1/x",
  "request":{"method":"POST","path":"/x","headers":[["content-type","application/json"]]},
  "response":{"at":10,"status":200,"statusText":"OK","headers":[["content-type","application/json"]]},
  "messages": [
   {"from":"client","at":0,"json":{"model":"m","messages":[{"role":"user","content":"${long}"}]}},
   {"at":12,"event":{"type":"start","n":1}},
   {"kind":"event","at":13,"text":"data: [DONE]\\n\\n"}
  ],
  "outcome":{"type":"completed"},"endedAt":20},
 {"id":"e2","provider":"unknown","transport":"http","at":0,"upstream":"http://127.0.0.1/x",
  "request":{"method":"POST","path":"/x","headers":[["content-type","application/json"]]},
  "response":{"at":10,"status":200,"statusText":"OK","headers":[["content-type","application/json"]]},
  "messages": [
   {"from":"client","at":0,"like":"e1/0","json":{"$set":{"messages":{"$list":[{"$keep":1},{"role":"user","content":"and now?"}]}}}},
   {"at":9,"data":{"n":2}},
   {"at":10,"base64":"/wA="}
  ],
  "outcome":{"type":"aborted"},"endedAt":20},
 {"id":"e3","provider":"unknown","transport":"websocket","at":0,"upstream":"http://127.0.0.1/x",
  "request":{"method":"GET","path":"/ws","upgrade":true,"headers":[]},
  "response":{"at":10,"status":200,"statusText":"OK","headers":[["content-type","application/json"]]},
  "messages": [
   {"from":"client","at":3,"text":"{\\"a\\": 1}"},
   {"kind":"binary","at":0,"text":"b"},
   {"kind":"close","at":0,"json":{"code":1000,"reason":""}}
  ],
  "outcome":{"type":"completed"},"endedAt":20}
]
}
`);
  });

  test("tells an ask that is sent again by its name alone", () => {
    const file = fileOf(cassetteOf(exchangeOf("e1", { messages: [message("client", "body", JSON.stringify([long]))] }), exchangeOf("e2", { messages: [message("client", "body", JSON.stringify([long]))] })));

    expect(file).toContain('{"from":"client","at":0,"like":"e1/0"}');
  });

  test("tells texts that are no plain JSON by what differs, too", () => {
    const spaced = (...said: string[]): string => JSON.stringify({ said }, null, 1);
    const cassette = cassetteOf(exchangeOf("e1", { messages: [message("client", "body", spaced(long))] }), exchangeOf("e2", { messages: [message("client", "body", spaced(long, "more"))] }));

    const file = fileOf(cassette);

    expect(file).toMatch(/"like":"e1\/0","text":\{"\$text":\[\{"\$keep":\d+\},",\\n  \\"more\\"",\{"\$keep":5\}\]\}/);
    expect(parseCassette(file, "x").exchanges[1]?.messages[0]?.payload).toBe(spaced(long, "more"));
  });
});
