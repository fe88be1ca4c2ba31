import { useState } from "preact/hooks";
import type { CassetteAnswer } from "./api.ts";
import { useApp } from "./store-context.ts";

/** How far a session is on its way to be a file. */
export type CassetteState = { readonly type: "idle" } | { readonly type: "making" } | CassetteAnswer;

/** Makes the cassette of a session and saves it; what became of it, how to make it, and how to forget it. */
export function useCassette(session: string): readonly [state: CassetteState, make: () => Promise<void>, forget: () => void] {
  const { store, save } = useApp();
  const [state, setState] = useState<CassetteState>({ type: "idle" });
  const make = async (): Promise<void> => {
    setState({ type: "making" });
    const answer = await store.api.cassette(session);
    if (answer.type === "made") save(answer.name, answer.file);
    setState(answer);
  };
  return [state, make, () => setState({ type: "idle" })];
}
