import fc from "fast-check";
import { expect, test } from "vitest";
import { laidOut } from "../../../src/domain/laid-out.ts";
import { sideBySide, type DiffRow, type SideLine } from "../../../ui/state/side-by-side.ts";

const text = (line: SideLine | undefined): string | undefined => line && line.before + line.changed + line.after;

/** The rows in a short form: `=`, `-recorded +live`, `…lines`. */
function short(rows: readonly DiffRow[]): readonly string[] {
  return rows.map((row) => {
    if (row.type === "gap") return `…${row.lines}`;
    return row.type === "same" ? `=${row.text}` : `-${text(row.recorded) ?? ""} +${text(row.live) ?? ""}`;
  });
}

test("lines that changed stand beside each other, with the whole words that changed", () => {
  const rows = sideBySide("one\nask before you delete a file\nthree", "one\nask before you remove a file\nthree");

  expect(short(rows)).toEqual(["=one", "-ask before you delete a file +ask before you remove a file", "=three"]);
  expect(rows[1]).toMatchObject({ recorded: { changed: "delete" }, live: { changed: "remove" } });
});

test("JSON is laid out first, so that only the member that changed differs", () => {
  expect(short(sideBySide('{"a":1,"text":"x\\ny"}', '{"a":2,"text":"x\\ny"}'))).toEqual(["={", '-  "a": 1, +  "a": 2,', '=  "text": "x', '=y"', "=}"]);
});

test("a part that one side lacks is only on the other", () => {
  expect(short(sideBySide(undefined, "new"))).toEqual(["- +new"]);
  expect(short(sideBySide("old", undefined))).toEqual(["-old +"]);
  expect(sideBySide(undefined, undefined)).toEqual([]);
});

test("long stretches of equal lines are one row that says how many there are", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}`);

  expect(short(sideBySide(lines.join("\n"), lines.with(20, "changed altogether").join("\n")))).toEqual([
    "…17", "=line 17", "=line 18", "=line 19", "-line 20 +changed altogether", "=line 21", "=line 22", "=line 23", "…16",
  ]);
});

test("of a line of many thousand characters the part around the change is shown", () => {
  const long = "word ".repeat(5000);
  const [row] = sideBySide(`${long}one ${long}`, `${long}two ${long}`);

  expect(row).toMatchObject({ type: "change", recorded: { changed: "one" }, live: { changed: "two" } });
  expect(JSON.stringify(row).length).toBeLessThan(3000);
});

test("two texts with nothing in common are shown whole, and soon", () => {
  const numbered = (name: string): string => Array.from({ length: 5000 }, (_, i) => `${name} ${i * 7919}`).join("\n");
  expect(sideBySide(numbered("a"), numbered("b"))).toHaveLength(5000);
});

test("nothing is lost: without gaps, both sides read as they were laid out", () => {
  const line = fc.constantFrom("a", "b b", "c, c", "", "{", "ab cd ef");
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.array(line, { maxLength: 6 }), (one, other) => {
      const [recorded, live] = [one.join("\n"), other.join("\n")];
      const rows = sideBySide(recorded, live);
      const side = (of: "recorded" | "live"): string => rows.flatMap((row) => (row.type === "gap" ? [`…${row.lines}`] : (row.type === "same" ? row.text : text(row[of])) ?? [])).join("\n");
      fc.pre(rows.every(({ type }) => type !== "gap"));
      expect([`${side("recorded")}\n`, `${side("live")}\n`]).toEqual([laidOut(recorded), laidOut(live)]);
    }),
  );
});
