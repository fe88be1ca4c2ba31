import { askText } from "../cassette/report.ts";
import type { AskOverview, CassetteOverview } from "../cassette/inspect.ts";
import { type Column, tableLines } from "./table.ts";
import { type Paint, safeLine } from "./terminal.ts";
import { duration } from "./units.ts";

const COLUMNS: readonly Column[] = [
  { title: "ASK" },
  { title: "WHAT", shrinks: true },
  { title: "MODEL", shrinks: true },
  { title: "ANSWER" },
  { title: "MESSAGES", align: "right" },
  { title: "ITEMS", align: "right" },
  { title: "TOOK", align: "right" },
];

/** What a cassette holds, for a person. */
export function overviewText(overview: CassetteOverview & { readonly file: string }, paint: Paint, width: number): string {
  const { file, recordedAt, recordedBy, exchanges, turns, sideRequests, sockets, refused, agents, models, asks } = overview;
  const [head = "", ...lines] = tableLines(COLUMNS, asks.map(cells), width);
  const facts = [
    `${exchanges} exchange${exchanges === 1 ? "" : "s"}`,
    `${turns} turn${turns === 1 ? "" : "s"}`,
    sideRequests > 0 ? `${sideRequests} side requests` : "",
    sockets > 0 ? `${sockets} WebSockets${refused > 0 ? `, ${refused} refused` : ""}` : "",
    agents.join(", "),
    models.join(", "),
    `lasted ${duration(overview.duration)}`,
  ];
  return [
    `${paint("bold", safeLine(file))}: recorded ${safeLine(recordedAt)} by ccxray ${safeLine(recordedBy)}`,
    facts.map(safeLine).filter(Boolean).join(" · "),
    ...(asks.length > 0 ? ["", paint("bold", head), ...lines] : []),
    "",
  ].join("\n");
}

function cells(ask: AskOverview): readonly string[] {
  const { name, model = "", servedModel, carrier, status, end, messages, conversation } = ask;
  return [
    name,
    safeLine(askText(ask)),
    safeLine(model !== "" && servedModel !== undefined ? `${model}, answered by ${servedModel}` : (servedModel ?? model)),
    safeLine([status, carrier, end === "complete" ? "" : end].filter(Boolean).join(" ")),
    String(messages),
    String(conversation),
    duration(ask.duration),
  ];
}
