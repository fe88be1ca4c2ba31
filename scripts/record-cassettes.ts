import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { writeCassette } from "../src/cassette/write.ts";
import { record } from "./record-cassettes/record.ts";
import { scenarios } from "./record-cassettes/scenarios.ts";
import { settled } from "./record-cassettes/settle.ts";

// Makes the gallery in cassettes/ anew, through the built program and in front of the fake upstream:
// `npm run record-cassettes [-- WORD…]`; words pick the cassettes whose names contain one of them.

process.chdir(`${import.meta.dirname}/..`);

const words = process.argv.slice(2);
for (const scenario of scenarios.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))) {
  const file = `cassettes/${scenario.name}.json`;
  mkdirSync(dirname(file), { recursive: true });
  const bytes = writeCassette(file, settled(await record(scenario)), { force: true });
  console.log(`${String(bytes).padStart(7)} bytes  ${file}`);
}
