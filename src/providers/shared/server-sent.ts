/** The data of one server-sent event, its lines joined; empty for comments and events without data (WHATWG HTML, 9.2.6). */
export function dataOf(event: string): string {
  const only = onlyData(event);
  if (only !== undefined) return only;
  const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  return lines.map((line) => line.slice(line[5] === " " ? 6 : 5)).join("\n");
}

/** The data of an event that is written as nearly all are: with line feeds, and one line of data. */
function onlyData(event: string): string | undefined {
  const start = event.startsWith("data:") ? 0 : event.indexOf("\ndata:") + 1;
  if ((start === 0 && !event.startsWith("data:")) || event.includes("\r") || event.includes("\ndata:", start + 1)) return undefined;
  const end = event.indexOf("\n", start);
  return event.slice(start + (event[start + 5] === " " ? 6 : 5), end < 0 ? event.length : end);
}

/** The events of a whole body, or undefined when it is not an event stream; some gateways forget to say that it is one. */
export function eventsOf(body: string): readonly string[] | undefined {
  return /^\s*(?:event|data|id|retry)?:[^\r\n]*[\r\n]/.test(body) ? body.split(/\r\n\r\n|\n\n|\r\r/) : undefined;
}
