import fc from "fast-check";
import { expect, test } from "vitest";
import { createCleanBodies } from "../../../src/pipeline/clean-bodies.ts";
import { createTextRedactor } from "../../../src/pipeline/redact-text.ts";
import { createRooms } from "../../../src/pipeline/rooms.ts";
import { counting, KEY } from "./counting-redactor.ts";

const FILLERS = ["lorem ipsum ", "größer – 大きい 🙂 ", 'escaped \\"quotes\\" and\\nlines '];

/** A conversation's body after so many turns; those that are named hold a secret. */
function body(turns: number, secretIn: readonly number[] = [], filler = FILLERS[0] ?? ""): string {
  const messages = Array.from({ length: turns }, (_, i) => ({ role: "user", content: `turn ${i} ${secretIn.includes(i) ? KEY : ""} ${filler.repeat(300)}` }));
  return JSON.stringify({ model: "m", messages, tools: ["a", "b"], stream: true });
}

const encoded = (text: string): Buffer => Buffer.from(text);

/** Without halves of characters, as a text that came as UTF-8. */
const wellFormed = (text: string): string => encoded(text).toString();

test("what an earlier body had is not looked at again", () => {
  const { redactor, looked } = counting(createTextRedactor([]));
  const isClean = createCleanBodies(redactor, createRooms());

  expect(isClean(encoded(body(200)))).toBe(true);
  const first = looked();
  expect(isClean(encoded(body(201)))).toBe(true);

  expect(looked() - first).toBeLessThan(first / 4);
});

test("a secret is found wherever it stands in a body of megabytes that nobody has seen, and what was looked at is remembered to its end", () => {
  for (const filler of ["word ", "größer 大きい 🙂 "]) {
    const clean = filler.repeat(Math.ceil(1_400_000 / Buffer.byteLength(filler)));
    const middle = Math.floor(clean.length / 2);
    for (let at = 0; at < clean.length; at += 17_333) {
      const isClean = createCleanBodies(createTextRedactor([]), createRooms());
      expect(isClean(encoded(`${clean.slice(0, at)} ${KEY} ${clean.slice(at)}`)), `${filler} at ${at}`).toBe(false);
    }

    const { redactor, looked } = counting(createTextRedactor([]));
    const isClean = createCleanBodies(redactor, createRooms());
    expect(isClean(encoded(clean))).toBe(true);
    const first = looked();
    expect(first).toBeLessThan(clean.length * 1.05);
    expect(isClean(encoded(clean + clean.slice(middle)))).toBe(true);
    expect(looked() - first).toBeLessThan(clean.length - middle + 200_000);
  }
});

test.each([
  ["a value that must not be written", (value: string) => [value], (value: string) => value],
  ["a token", () => [], (value: string) => `eyJhbGciOiJIUzI1NiJ9.${value}.c2lnbmF0dXJl`],
])("a secret of 80 KB is found wherever it stands: %s", (_, values, spelled) => {
  const value = Array.from({ length: 10_000 }, (_one, i) => ((i * 2_654_435_761) >>> 0).toString(36).padStart(8, "x")).join("");
  const clean = "word ".repeat(280_000);
  const redactor = createTextRedactor(values(value));
  for (let at = 430_000; at < 530_000; at += 4_001) {
    const isClean = createCleanBodies(redactor, createRooms());
    expect(isClean(encoded(`${clean.slice(0, at)} ${spelled(value)} ${clean.slice(at)}`)), `at ${at}`).toBe(false);
  }
});

test("the body may be written to afterwards", () => {
  const isClean = createCleanBodies(createTextRedactor([]), createRooms());
  const lent = encoded(body(100));

  isClean(lent);
  lent.fill(0x20);

  expect(isClean(encoded(body(101)))).toBe(true);
  expect(isClean(encoded(body(101, [100])))).toBe(false);
});

test("a secret is found wherever it comes into a conversation, and the conversation goes on without it", () => {
  const scenes = fc.record({
    filler: fc.constantFrom(...FILLERS),
    turns: fc.array(fc.record({ more: fc.integer({ min: -3, max: 6 }), secret: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 3 }) }), { minLength: 2, maxLength: 6 }),
  });

  fc.assert(
    fc.property(scenes, ({ filler, turns }) => {
      const redactor = createTextRedactor([]);
      const isClean = createCleanBodies(redactor, createRooms());
      let length = 40;
      for (const { more, secret } of turns) {
        length += more;
        const text = body(length, secret === null ? [] : [secret], filler);
        expect(isClean(encoded(text))).toBe(redactor.redact(text) === text);
      }
    }),
    { numRuns: 40 },
  );
});

test("of a body that changed early on, what is the same behind that is not looked at again", () => {
  for (const session of ["other-session-1", "longer-than-the-first-session-0123456789", ""]) {
    const { redactor, looked } = counting(createTextRedactor([]));
    const isClean = createCleanBodies(redactor, createRooms());
    const named = (id: string, turns: number): Buffer => encoded(body(turns).replace('"m"', `"m","session":"${id}"`));
    expect(isClean(named("first-session-0", 400))).toBe(true);
    const first = looked();

    expect(isClean(named(session, 380))).toBe(true);
    expect(looked() - first).toBeLessThan(200_000);
    expect(isClean(encoded(named(session, 380).toString().replace("turn 200 ", `turn 200 ${KEY}`)))).toBe(false);
  }
});

test("a secret is found wherever it comes, however a body was edited around it", () => {
  const lines = (filler: string): string => Array.from({ length: 4000 }, (_, i) => `line ${i} ${filler} ${((i * 2_654_435_761) >>> 0).toString(36)}`).join("\n");
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const edit = fc.record({ at: place, cut: fc.oneof(fc.nat(200), fc.nat(60_000)), put: fc.constantFrom("", "x", "some new words ".repeat(40), "news ".repeat(15_000), KEY, KEY.slice(0, 20), KEY.slice(20)) });
  const scene = fc.record({ filler: fc.constantFrom(...FILLERS), halves: fc.option(place), bodies: fc.array(fc.array(edit, { maxLength: 4 }), { minLength: 1, maxLength: 4 }) });

  fc.assert(
    fc.property(scene, ({ filler, halves, bodies }) => {
      const redactor = createTextRedactor([]);
      const isClean = createCleanBodies(redactor, createRooms());
      const insert = (text: string, at: number, cut: number, put: string): string => {
        const from = Math.floor(text.length * at);
        return wellFormed(text.slice(0, from) + put + text.slice(from + cut));
      };
      // Its two halves are no secret as long as something stands between them.
      const apart = `${KEY.slice(0, 14)} between ${KEY.slice(14)}`;
      let text = halves === null ? lines(filler) : insert(lines(filler), halves, 0, apart);
      expect(isClean(encoded(text))).toBe(true);
      for (const edits of bodies) {
        text = edits.reduce((before, { at, cut, put }) => insert(before, at, cut, put), text);
        expect(isClean(encoded(text))).toBe(redactor.redact(text) === text);
        expect(isClean(encoded(text.replace(apart, KEY)))).toBe(redactor.redact(text.replace(apart, KEY)) === text.replace(apart, KEY));
      }
    }),
    { numRuns: 60 },
  );
});

test("a secret is found of which one half is new, wherever the other was cut from what stands beside it", () => {
  const words = "word ".repeat(30_000);
  const token = "0123456789abcdef";
  const redactor = createTextRedactor([]);
  // Cuts lie behind blanks, a little before these places.
  for (const near of [8192, 16_384, 65_536]) {
    for (let at = near - 60; at < near + 10; at++) {
      const start = `${`${"x".repeat(at % 5)} ${words}`.slice(0, at - 1)} `;
      const [apart, together] = [`${start}bearer  ${words}`, `${start}bearer  ${token} ${words}`];
      const alone = `${start}  ${token} ${words}`;
      for (const before of [apart, alone]) {
        const isClean = createCleanBodies(redactor, createRooms());
        expect(isClean(encoded(before))).toBe(true);
        expect(isClean(encoded(together)), `at ${at}`).toBe(false);
      }
    }
  }
});

/** Words that a body may have in any number. */
const words = (length: number): string => Array.from({ length: length / 8 }, (_, i) => `w${((i * 2_654_435_761) >>> 0).toString(36).padStart(6, "0").slice(-6)} `).join("");

/** Is the second of two bodies clean, after the first, which is? */
function isCleanAfter(first: string, second: string, values: readonly string[] = []): boolean {
  const isClean = createCleanBodies(createTextRedactor(values), createRooms());
  expect(isClean(encoded(first))).toBe(true);
  return isClean(encoded(second));
}

test.each([17_000, 30_000, 60_000, 120_000])("a value of %i characters is a secret when that is told by its end, and by its name", (length) => {
  const [before, after] = [words(100_000), words(300_000)];
  const value = "ab!c".repeat(length / 4);

  expect(isCleanAfter(`${before}password=${value} ${after}`, `${before}password=${value}7 ${after}`)).toBe(false);
  expect(isCleanAfter(`${before}password_${value}7 ${after}`, `${before}password=${value}7 ${after}`)).toBe(false);
  expect(isCleanAfter(`${before}API_KEY=${"*".repeat(length)} ${after}`, `${before}API_KEY=${"*".repeat(length)}hunter2hunter2 ${after}`)).toBe(false);
});

test("a long value is a secret by a name that stands some blanks before it, wherever that is", () => {
  const after = words(100_000);
  const value = "ab!c".repeat(15_000);
  for (let length = 8180; length < 8200; length++) {
    const start = `${words(8192).slice(0, length - 15)} password=   `;
    expect(isCleanAfter(`${start}${value} ${after}`, `${start}${value}7 ${after}`), `${length}`).toBe(false);
  }
});

test.each([5000, 10_000, 12_000, 100_000])("a value of %i characters that is looked for is found, whichever part of it is new", (length) => {
  const [before, after] = [words(200_000), words(300_000)];
  const value = words(length).replaceAll("w", "v").trim();
  for (const at of [20, length / 2, length - 20]) {
    const torn = `${value.slice(0, at)}~${value.slice(at)}`;
    expect(isCleanAfter(`${before}${torn} ${after}`, `${before}${value} ${after}`, [value]), `at ${at}`).toBe(false);
  }
});

test("a private key is found when its end is new, however its line ends are escaped", () => {
  const [before, after] = [words(100_000), words(300_000)];
  for (const lineEnd of ["\n", ...[1, 2, 4, 8].map((backslashes) => `${"\\".repeat(backslashes)}n`)]) {
    const lines = Array.from({ length: 1750 }, (_, i) => `AbCd${(i * 7919) % 10_000}`.padEnd(8, "x") + lineEnd);
    const key = `-----BEGIN RSA PRIVATE KEY-----${lineEnd}Proc-Type: 4,ENCRYPTED${lineEnd}${lineEnd}${lines.slice(10).join("")} ${lines.slice(0, 10).join("")}`;
    expect(isCleanAfter(`${before}${key}#nothing ${after}`, `${before}${key}-----END RSA PRIVATE KEY----- ${after}`)).toBe(false);
  }
});

test("a secret is found wherever a part of a body of megabytes ends that is looked at at once", () => {
  const clean = "word ".repeat(280_000);
  const redactor = createTextRedactor([]);
  for (const place of [512 * 1024 - 64 * 1024, 512 * 1024]) {
    for (let at = place - 30; at < place + 10; at++) {
      const isClean = createCleanBodies(redactor, createRooms());
      expect(isClean(encoded(`${clean.slice(0, at - 1)} bearer  0123456789abcdef ${clean.slice(at)}`)), `at ${at}`).toBe(false);
    }
  }
});

test("a secret that begins in what is known and ends in what is new is found", () => {
  const isClean = createCleanBodies(createTextRedactor([]), createRooms());
  const start = body(100).slice(0, -60);

  expect(isClean(encoded(`${start} ${KEY.slice(0, 12)}`))).toBe(true);
  expect(isClean(encoded(`${start} ${KEY}`))).toBe(false);
});

test("a value that could be JSON's own structure is left to those who look at the whole", () => {
  const isClean = createCleanBodies(createTextRedactor(["1234567890"]), createRooms());

  expect(isClean(encoded(body(50)))).toBe(true);
  expect(isClean(encoded(body(50).replace('"stream":true', '"n":1234567890')))).toBe(false);
});
