import { expect, test } from "vitest";
import { fromSlots, toSlots } from "../../../src/cassette/place.ts";

const place = { cwd: "/home/al/work/app", home: "/home/al", user: "al", host: "box" };

test.each([
  ["cd /home/al/work/app/src", "cd {{cwd}}/src"],
  ["/home/al/.codex/skills", "{{home}}/.codex/skills"],
  ["/home/alice/work", "/home/alice/work"],
  ["/mnt/home/al/x", "/mnt{{home}}/x"],
  ["line\\n/home/al/work/app\\n", "line\\n{{cwd}}\\n"],
  ["/home/al/work/application", "{{home}}/work/application"],
  ["file:///home/al/work/app", "file://{{cwd}}"],
])("%s becomes %s", (text, slotted) => {
  expect(toSlots(text, place)).toBe(slotted);
});

test("short names are left alone: they would be found everywhere", () => {
  expect(toSlots("al and box", { user: "al", host: "box" })).toBe("al and {{host}}");
});

test.each(["root", "user", "Runner", "assistant"])("a user called %s is nobody in particular", (user) => {
  const text = `{"role":"${user}","content":"the ${user} cause"}`;

  expect(toSlots(text, { user, host: user })).toBe(text);
});

test.each(["1000", "1.5e3", "true", "null"])("what could be a number or word of JSON is no name: %s", (user) => {
  const text = `{"a":${user}}`;

  expect(toSlots(text, { user, host: user })).toBe(text);
});

test.each([
  ["cd /app/src && ls /app", "cd {{cwd}}/src && ls {{cwd}}"],
  ["line\\n/app/x", "line\\n{{cwd}}/x"],
  ["PATH=/bin:/app/bin cc -I/app/include @/app/a", "PATH=/bin:{{cwd}}/bin cc -I{{cwd}}/include @{{cwd}}/a"],
  ["file:///app/x", "file://{{cwd}}/x"],
  ["?path=%2Fapp%2Fx", "?path={{cwd.url}}%2Fx"],
  ["/usr/app/x ./app ../app ~/app $HOME/app ${DIR}/app my-app/app **/app", "/usr/app/x ./app ../app ~/app $HOME/app ${DIR}/app my-app/app **/app"],
  ["https://x.test/app/foo http://app:3000/", "https://x.test/app/foo http://app:3000/"],
  ["%2Fsrv%2Fapp", "%2Fsrv%2Fapp"],
])("a working directory of one name is not found at the end of another path: %s", (text, slotted) => {
  expect(toSlots(text, { cwd: "/app" })).toBe(slotted);
});

test.each(["<p>{{user}}</p>", "{{cwd.url}}", "{{cwd.json}} {{home.json.json}}", "{{literal.user}} and {{user}}"])("what only looks like a slot comes back as it was: %s", (text) => {
  const slotted = toSlots(text, place);

  expect(fromSlots(slotted, { user: "bo", cwd: "/b" })).toBe(text);
  expect(toSlots(slotted, place, { slotted: true })).toBe(slotted);
});

test.each([
  ["/root/.codex/config.toml and %2Froot%2F.codex", "{{home}}/.codex/config.toml and {{home.url}}%2F.codex"],
  ["cd /root/src && ls /root/.", "cd {{cwd}}/src && ls {{cwd}}/."],
])("in a home folder, its hidden folders are those of home, and the rest is the work: %s", (text, slotted) => {
  expect(toSlots(text, { cwd: "/root", home: "/root" })).toBe(slotted);
  expect(fromSlots(slotted, { cwd: "/root", home: "/root" })).toBe(text);
  expect(toSlots(fromSlots(slotted, { cwd: "/root/work", home: "/root" }), { cwd: "/root/work", home: "/root" })).toBe(slotted);
});

test("places in URLs are found, and filled in as URLs spell them", () => {
  const slotted = toSlots("?path=%2Fhome%2Fal%2Fwork%2Fapp%2Fx&by=%2Fbox", place);

  expect(slotted).toBe("?path={{cwd.url}}%2Fx&by=%2F{{host}}");
  expect(fromSlots(slotted, { cwd: "/b c", host: "z" })).toBe("?path=%2Fb%20c%2Fx&by=%2Fz");
});

test("slots are filled with today's places, escaped where the text is JSON", () => {
  expect(fromSlots('{"p":"{{cwd}}\\\\a"}', { cwd: "C:\\new" })).toBe('{"p":"C:\\\\new\\\\a"}');
  expect(fromSlots("{{cwd}}/a", { cwd: "/b" }, false)).toBe("/b/a");
});

test("a slot that nobody can fill stays visible", () => {
  expect(fromSlots("{{cwd}} {{other}}", {})).toBe("{{cwd}} {{other}}");
});

test("Windows paths are found as they are written in JSON, and in JSON within JSON, and come back as they must be there", () => {
  const windows = { cwd: "C:\\Users\\al\\app" };
  const other = { cwd: "D:\\new" };
  const at = ({ cwd }: { readonly cwd: string }, depth: number): string => Array.from({ length: depth }).reduce<string>((text) => JSON.stringify({ p: text }), cwd);
  const slots = ["{{cwd}}", "{{cwd}}", "{{cwd.json}}", "{{cwd.json.json}}"];

  for (const [depth, slot] of slots.entries()) {
    const slotted = toSlots(at(windows, depth), windows);

    expect(slotted).toBe(at({ cwd: slot }, depth));
    expect(fromSlots(slotted, other, depth > 0)).toBe(at(other, depth));
  }
  expect(toSlots(at(windows, 1), windows, { escaped: false })).toBe('{"p":"{{cwd.json}}"}');
});

test("places that need no escaping have one form however deep they stand", () => {
  expect(toSlots(JSON.stringify({ a: JSON.stringify({ p: place.cwd }) }), place)).toBe(JSON.stringify({ a: '{"p":"{{cwd}}"}' }));
});
