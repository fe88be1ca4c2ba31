/** A pattern of what changes from run to run, behind a word that says cheaply whether to look for it at all. */
type Noise = readonly [word: string, pattern: RegExp, slot: string];

const TOOL_NOISE: readonly Noise[] = [
  ["Wall time", /Wall time(:?) [\d.]+ seconds/g, "Wall time$1 {{time}} seconds"],
  ["Chunk ID", /Chunk ID: [0-9a-f]{6}\b/g, "Chunk ID: {{id}}"],
  ["token count", /Original token count: \d+/g, "Original token count: {{count}}"],
  ["session ID", /running with session ID \d+/g, "running with session ID {{id}}"],
  ["duration_seconds", /"duration_seconds":\s*[\d.]+/g, '"duration_seconds":"{{time}}"'],
  ["PGID", /Process Group PGID: \d+/g, "Process Group PGID: {{id}}"],
  // What `mktemp`, Python's `tempfile` and Node's `mkdtemp` make; the latter only where it cannot be a word.
  ["tmp", /((?:\/tmp|\{\{tmp\}\}|\/T)\/)(?:tmp\.\w{6,}|tmp[a-z0-9_]{8}|([\w.]+-)(?=\w*[A-Z0-9])\w{6})\b/g, "$1$2{{random}}"],
];

const PLACE_NOISE: readonly Noise[] = [
  ["Today's date is", /Today's date is[^\n<]*/g, "Today's date is {{date}}"],
  ["<environment_context>", /<(current_date|timezone|cwd|shell|root)>[^<]*(?=<\/\1>)/g, "<$1>{{$1}}"],
  ["gitStatus:", /^gitStatus: .*$/ms, "gitStatus: {{git}}"],
  ["OS Version:", /OS Version: [^\n]*/g, "OS Version: {{os}}"],
  // Claude Code's folder of a project is named after its path.
  [".claude/projects/", /\.claude\/projects\/[^/\s`]+/g, ".claude/projects/{{project}}"],
  // A hash of the prompt behind the version.
  ["x-anthropic-billing-header", /\b(cc_version=\d+\.\d+\.\d+)\.[0-9a-f]+/g, "$1"],
];

/** A tool's output without the times, random ids and temporary names that differ each time it is run. */
export function withoutToolNoise(text: string): string {
  return without(TOOL_NOISE, text);
}

/** What an agent says of its surroundings, without date, time zone, shell, folders, git and operating system. */
export function withoutPlace(text: string): string {
  return without(PLACE_NOISE, text);
}

function without(noise: readonly Noise[], text: string): string {
  return noise.reduce((rest, [word, pattern, slot]) => (rest.includes(word) ? rest.replace(pattern, slot) : rest), text);
}
