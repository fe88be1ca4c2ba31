import type { ReplayAnswer, VerdictAnswer, VerdictRow } from "../../src/dashboard/contract.ts";
import type { Difference, LeftOver, Verdict } from "../../src/domain/verdict.ts";

/** A replay as a test has it. */
export interface UiReplay {
  readonly run: string;
  readonly name: string;
  readonly turns: number;
  readonly verdicts: readonly Verdict[];
}

/** A verdict of Codex that a recorded ask answered; give what differs. Without `recorded`, nothing like it was recorded. */
export function aVerdict({ recorded, ...over }: Partial<Omit<Verdict, "n" | "recorded">> & { readonly recorded?: string | undefined } = { recorded: "e3" }): Omit<Verdict, "n"> {
  return { type: "exact", kind: "turn", provider: "openai-responses", method: "POST", path: "/v1/responses", shape: "response", differences: [], ...(recorded !== undefined && { recorded }), ...over };
}

const tools = (names: readonly string[]): string => JSON.stringify(names.map((name) => ({ type: "function", name, description: `${name} does what its name says.`, strict: false, parameters: { type: "object", properties: { command: { type: "string" } }, required: ["command"] } })));
const said = (text: string): string => JSON.stringify({ type: "message", role: "user", content: [{ type: "input_text", text }] });
const INSTRUCTIONS = ["You are a coding agent that runs in a terminal.", ...Array.from({ length: 14 }, (_, n) => `Rule ${n + 1}: prefer what is small and plain over what is clever.`)];

const DRIFT: readonly Difference[] = [
  { part: "instructions", recorded: [...INSTRUCTIONS, "Ask before you delete a file.", "Today is {{date}}."].join("\n"), live: [...INSTRUCTIONS, "Ask before you delete or move a file.", "Be brief.", "Today is {{date}}."].join("\n") },
  { part: "tools", recorded: tools(["shell", "apply_patch"]), live: tools(["shell", "apply_patch", "view_image"]) },
  { part: "reasoning.effort", recorded: '"medium"', live: '"high"' },
  { part: "transport", recorded: "WebSocket", live: "HTTP events" },
  { part: "service_tier", recorded: undefined, live: '"priority"' },
];

const MISS: readonly Difference[] = [
  { part: "conversation[4]", recorded: said("Count the words in notes.txt and tell me the number.\nUse the shell."), live: said("Count the lines in notes.txt and tell me the number.\nUse the shell.") },
  { part: "conversation[5]", recorded: JSON.stringify({ type: "function_call", name: "shell", arguments: '{"command":["wc","-w","{{cwd}}/notes.txt"]}' }), live: undefined },
];

/** A replay with every verdict there is. */
export function aReplay(): UiReplay {
  const verdicts = [
    aVerdict({ kind: "side", method: "GET", path: "/v1/models?client_version=0.169.0", shape: "GET /v1/models", recorded: "e1" }),
    aVerdict({ shape: "prewarm", method: "GET", recorded: "e2.1" }),
    aVerdict({ recorded: "e2.2" }),
    aVerdict({ type: "drift", recorded: "e2.3", differences: DRIFT }),
    aVerdict({ type: "stubbed", kind: "side", method: "POST", path: "/v1/telemetry", shape: "POST /v1/telemetry", why: "telemetry is answered with an empty 200" }),
    aVerdict({ type: "miss", recorded: "e2.4", why: "no recorded conversation is equal", differences: MISS }),
    aVerdict({ type: "live", recorded: "e2.4", why: "no recorded conversation is equal", liveExchange: "0193", differences: MISS.slice(0, 1) }),
    aVerdict({ recorded: "e2.5", repeated: true }),
  ].map((one, i) => ({ ...one, n: i + 1 }));
  return { run: "run-1", name: "cassettes/codex/parallel-tools.json", turns: 14, verdicts };
}

/** As many asks as are asked for. */
export function aLongReplay(length: number): UiReplay {
  return { run: "run-2", name: "cassettes/long.json", turns: length, verdicts: Array.from({ length }, (_, i) => ({ ...aVerdict({ recorded: `e${i + 1}` }), n: i + 1 })) };
}

/** What the API answers for a replay. */
export function replayAnswer(replay: UiReplay | undefined, after: number): ReplayAnswer {
  if (!replay) return { running: false };
  const { run, name, turns, verdicts } = replay;
  const of = (type: Verdict["type"]): number => verdicts.filter((one) => one.type === type).length;
  const leftOver = leftOverOf(replay);
  return {
    running: true,
    run,
    cassette: { name, recordedAt: "2026-11-22T09:12:00.000Z", turns },
    policy: { match: "turn", onMiss: "fail", repeat: false, noDrift: false, allowLeftOver: false },
    verdicts: verdicts.slice(after).map(rowOf),
    leftOver,
    counts: { asks: verdicts.length, exact: of("exact"), drift: of("drift"), stubbed: of("stubbed"), live: of("live"), miss: of("miss"), leftOver: leftOver.length },
  };
}

/** What the API answers for one verdict. */
export function verdictAnswer({ run, verdicts }: UiReplay, n: number): VerdictAnswer | undefined {
  const verdict = verdicts[n - 1];
  if (!verdict) return undefined;
  const differences = verdict.differences.map(({ part, recorded, live }) => ({ part, ...(recorded !== undefined && { recorded }), ...(live !== undefined && { live }) }));
  return { run, verdict: rowOf(verdict), differences, ...(verdict.type === "miss" && { remedy: "If today's conversation is right, record again (ccxray record --force), or add what is missing with --on-miss record." }) };
}

function leftOverOf({ turns, verdicts }: UiReplay): readonly LeftOver[] {
  const played = verdicts.filter(({ type, kind }) => kind === "turn" && (type === "exact" || type === "drift")).length;
  return Array.from({ length: Math.max(0, turns - played) }, (_, i) => ({ name: `e2.${played + i + 2}`, provider: "openai-responses", path: "/v1/responses", shape: "response" }));
}

function rowOf({ differences, ...verdict }: Verdict): VerdictRow {
  return { ...verdict, parts: differences.slice(0, 8).map(({ part }) => part), differing: differences.length };
}
