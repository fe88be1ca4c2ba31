/** The bodies of one agent's session: each ask resends the whole history and adds about 4 KB. About 0.7 MB on average over 300 turns. */
export function longSession(name: string, turns: number): readonly string[] {
  const words = wordsOf(name);
  const system = words(3000);
  const tools = Array.from({ length: 20 }, () => ({ name: words(1), description: words(200) }));
  const messages: unknown[] = [];
  return Array.from({ length: turns }, (_, turn) => {
    messages.push({ role: "user", content: [{ type: "tool_result", tool_use_id: `${name}-${turn}`, content: words(430) }] });
    const sent = [...messages.slice(0, -1), { ...(messages.at(-1) as object), cache_control: { type: "ephemeral" } }];
    messages.push({ role: "assistant", content: [{ type: "text", text: words(140) }, { type: "tool_use", id: `${name}-${turn}`, input: { command: words(60) } }] });
    return JSON.stringify({ session: name, model: "m", messages: sent, system, tools });
  });
}

/** Words, some common and some rare, that zstd shrinks to a third (JSON of real agents: to a quarter). The same for the same name. */
function wordsOf(name: string): (count: number) => string {
  let state = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7);
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const word = () => Math.floor(next() ** 6 * 3000 + 300).toString(36).repeat(2);
  return (count) => Array.from({ length: count }, word).join(" ");
}
