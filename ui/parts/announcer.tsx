import type { JSX } from "preact";
import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import { turnKey } from "../state/model.ts";
import { useStore } from "../state/store-context.ts";
import { explain } from "../state/explain.ts";

/** Says aloud when a turn that was running fails or a replay misses, and nothing else. */
export function Announcer(): JSX.Element {
  const { model, note, replay } = useStore();
  const said = useSignal("");
  const before = useRef(model.peek());
  useSignalEffect(() => {
    const now = model.value;
    for (const [key, turn] of before.current.running) {
      if (now.running.has(key)) continue;
      const ended = now.turns.get(turn.session)?.findLast((one) => turnKey(one) === key);
      const trouble = ended && explain(ended);
      if (trouble?.tone === "failed") said.value = `${turn.agent ?? "An agent"}: ${trouble.sentence}`;
    }
    before.current = now;
  });
  const judged = useRef(replay.running.peek()?.verdicts.length);
  useSignalEffect(() => {
    const verdicts = replay.running.value?.verdicts;
    const missed = verdicts?.slice(judged.current ?? verdicts.length).findLast(({ type }) => type === "miss");
    if (missed) said.value = `Ask ${missed.n} had no recorded answer.`;
    judged.current = verdicts?.length;
  });
  return (
    <>
      <div class="unseen" role="log" aria-live="polite">
        {said.value}
      </div>
      <div class="note" role="status" data-shown={note.value !== ""}>
        {note.value}
      </div>
    </>
  );
}
