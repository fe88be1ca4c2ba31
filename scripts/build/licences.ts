import { readdirSync, readFileSync } from "node:fs";
import { textAt, parseJson } from "../../src/domain/json.ts";

/** The licences of the packages to which bundled files belong, in order of name: they ask to go with their code. Throws for one without. */
export function licencesOf(inputs: Iterable<string>): string {
  const folders = new Set([...inputs].flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path.replaceAll("\\", "/"))?.[0] ?? []));
  return [...folders].map(licenceOf).toSorted().join("\n");
}

function licenceOf(folder: string): string {
  const manifest = parseJson(readFileSync(`${folder}/package.json`, "utf8"));
  const [name, version, licence] = ["name", "version", "license"].map((key) => textAt(manifest, key) ?? "?");
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined) throw new Error(`${name} has no licence file, so its code cannot be in the bundle`);
  return `# ${name} ${version} (${licence})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
}
