/** The data of one server-sent event, its lines joined; empty for comments and events without data (WHATWG HTML, 9.2.6). */
export function dataOf(event: string): string {
  const lines = event.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  return lines.map((line) => line.slice(line[5] === " " ? 6 : 5)).join("\n");
}

/** The events of a whole body, or undefined when it is not an event stream; some gateways forget to say that it is one. */
export function eventsOf(body: string): readonly string[] | undefined {
  return /^\s*(?:event|data|id|retry)?:[^\r\n]*[\r\n]/.test(body) ? body.split(/\r\n\r\n|\n\n|\r\r/) : undefined;
}
