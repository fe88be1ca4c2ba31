import { describe, expect, test } from "vitest";
import { createBodyEnd } from "../../../src/pipeline/body-end.ts";
import type { BodyLength } from "../../../src/pipeline/plain-head.ts";

/** Gives a body in pieces of so many bytes, and tells what was found. */
function found(length: BodyLength, text: string, pieceSize = text.length) {
  const end = createBodyEnd(length);
  const bytes = Buffer.from(text, "latin1");
  let [used, content, body] = [0, "", ""];
  for (let at = 0; at < bytes.length && end.state() === "open"; at += pieceSize) {
    const taken = end.take(bytes.subarray(at, at + pieceSize));
    used += taken.used;
    content += taken.content.toString("latin1");
    body += bytes.toString("latin1", at, at + taken.beforeTrailers);
  }
  return { state: end.state(), rest: text.slice(used), content, body, trailers: end.trailers };
}

test("a body with a length is over after so many bytes, and what follows is not its", () => {
  expect(found(5, "hello next")).toMatchObject({ state: "over", content: "hello", rest: " next" });
  expect(found(5, "hell")).toMatchObject({ state: "open", content: "hell" });
  expect(createBodyEnd(0).state()).toBe("over");
});

test("a body that lasts until its connection ends takes everything", () => {
  expect(found("until-close", "all of it")).toMatchObject({ state: "open", content: "all of it", rest: "" });
});

describe.each([1, 2, 3, 7, 1000])("chunks that come in pieces of %i bytes", (size) => {
  test.each([
    ["one", "5\r\nhello\r\n0\r\n\r\n", "hello", []],
    ["several", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", "hello world", []],
    ["sizes in capital letters and with zeros before", "00A\r\n0123456789\r\n000\r\n\r\n", "0123456789", []],
    ["extensions", '5;a=1; b="x"\r\nhello\r\n0;last\r\n\r\n', "hello", []],
    ["content that looks like chunks", "9\r\n0\r\n\r\n0\r\n\r\r\n0\r\n\r\n", "0\r\n\r\n0\r\n\r", []],
    ["trailers", "5\r\nhello\r\n0\r\nX-Sum: 9 \r\nx-sum:1\r\n\r\n", "hello", [["X-Sum", "9"], ["x-sum", "1"]]],
    ["none", "0\r\n\r\n", "", []],
  ])("%s", (_, text, content, trailers) => {
    expect(found("chunked", `${text}GET /next`, size)).toMatchObject({ state: "over", content, trailers, rest: expect.stringMatching(/GET \/next$/) });
    expect(found("chunked", `${text}GET /next`).rest).toBe("GET /next");
    expect(found("chunked", text.slice(0, -1), size).state).toBe("open");
  });

  test("what comes before trailers and the empty line is told apart from them", () => {
    const chunks = "5;a\r\nhello\r\n0\r\n";

    expect(found("chunked", `${chunks}\r\n`, size).body).toBe(chunks);
    expect(found("chunked", `${chunks}X-Sum: 9\r\nX-B: 1\r\n\r\nGET /next`, size).body).toBe(chunks);
  });

  test.each([
    ["a size that is none", "x\r\nhello\r\n0\r\n\r\n"],
    ["a blank behind the size", "5 \r\nhello\r\n0\r\n\r\n"],
    ["a negative size", "-5\r\nhello\r\n"],
    ["a size with a prefix", "0x5\r\nhello\r\n"],
    ["an empty size", "\r\nhello\r\n"],
    ["a size that is too large to count", "fffffffffffffff\r\nhello"],
    ["a bare line feed after the size", "5\nhello\r\n0\r\n\r\n"],
    ["a carriage return in the size's line", "5\r;a\r\nhello\r\n0\r\n\r\n"],
    ["more content than promised", "4\r\nhello\r\n0\r\n\r\n"],
    ["less content than promised", "6\r\nhello\r\n0\r\n\r\n"],
    ["a trailer that is none", "0\r\nnonsense\r\n\r\n"],
    ["an extension without end", `5;${"a".repeat(20_000)}`],
    ["trailers without end", `0\r\n${"a: b\r\n".repeat(4_000)}`],
  ])("are broken by %s", (_, text) => {
    expect(found("chunked", text, size).state).toBe("broken");
  });
});
