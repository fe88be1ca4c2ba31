/** What agents put into a person's messages by themselves. */
const INJECTED: readonly string[] = [
  "system-reminder",
  "environment_context",
  "user_instructions",
  "INSTRUCTIONS",
  "permissions instructions",
  "skills_instructions",
  "collaboration_mode",
  "turn_aborted",
  "user_action",
  "subagent_notification",
  "local-command-caveat",
  "local-command-stdout",
  "local-command-stderr",
  "command-message",
  "ide_opened_file",
  "ide_selection",
  "user_info",
];

/** What agents put around a person's own words. */
const AROUND = /<\/?(?:session|user_query|command-name|command-args)>/g;
const AGENTS_FILE = /^\s*# AGENTS\.md instructions(?: for .*)?$/m;

/** A text of a person's message without what the agent put into it; empty when there is nothing else. */
export function personText(text: string): string {
  if (!text.includes("<")) return text.trim();
  const own = INJECTED.reduce(without, text);
  return (own === text ? own : own.replace(AGENTS_FILE, "")).replace(AROUND, "").trim();
}

/** A text without the elements of that name. One that is not closed stays, as it may be the person's own. */
function without(text: string, name: string): string {
  const kept: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf(`<${name}>`, from);
    const end = start < 0 ? -1 : text.indexOf(`</${name}>`, start);
    if (end < 0) return kept.length === 0 ? text : kept.join("") + text.slice(from);
    kept.push(text.slice(from, start));
    from = end + name.length + "</>".length;
  }
}
