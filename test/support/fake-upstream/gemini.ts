import type { NextId } from "./ids.ts";
import { type Ask, type Reply, words } from "./reply.ts";

interface Part {
  readonly text?: string;
  readonly functionResponse?: object;
}

/** The members of a Gemini ask that decide the answer. */
export interface GeminiAsk {
  readonly contents?: readonly { readonly role?: string; readonly parts?: readonly Part[] }[];
  readonly generationConfig?: { readonly responseMimeType?: string };
}

const USAGE = { promptTokenCount: 100, cachedContentTokenCount: 40, candidatesTokenCount: 10, totalTokenCount: 110 };

export function readGeminiAsk({ contents = [], generationConfig }: GeminiAsk): Ask {
  const parts = contents.flatMap(({ role, parts: all = [] }) => all.map((part) => ({ ...part, role })));
  return {
    prompt: parts.filter(({ role }) => role === "user").map(({ text }) => text ?? "").join("\n"),
    results: parts.filter(({ functionResponse }) => functionResponse !== undefined).length,
    wantsJson: generationConfig?.responseMimeType === "application/json",
  };
}

/** The responses of a streamed answer; calls of tools come whole. */
export function geminiEvents(modelVersion: string, { text, calls = [] }: Reply, nextId: NextId): readonly object[] {
  const responseId = nextId("resp");
  const response = (parts: readonly object[], rest: object = {}): object => ({ candidates: [{ content: { role: "model", parts }, index: 0, ...rest }], modelVersion, responseId });
  const called = calls.map(({ name, input }) => ({ functionCall: { name, args: input } }));
  return [
    ...(text ? words(text) : []).map((word) => response([{ text: word }])),
    ...(called.length > 0 ? [response(called)] : []),
    { ...response([{ text: "" }], { finishReason: "STOP" }), usageMetadata: USAGE },
  ];
}
