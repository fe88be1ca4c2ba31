import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { MessageRow } from "../../src/dashboard/contract.ts";
import { parseJson } from "../../src/domain/json.ts";
import { exchangePath } from "../state/details.ts";
import { bytes } from "../state/format.ts";
import { useStore } from "../state/store-context.ts";
import { eventData } from "../state/wire.ts";
import { Fold } from "./fold.tsx";
import { JsonTree } from "./json-tree.tsx";

const LOADED_AT_ONCE = 4 * 1024 * 1024;

/** A message's payload: JSON to fold, or text. One that was cut is loaded whole, a very large one on demand. */
export function MessageBody({ exchangeId, row }: { readonly exchangeId: string; readonly row: MessageRow }): JSX.Element {
  const { api } = useStore();
  const [whole, setWhole] = useState<string | undefined>(undefined);
  const [failed, setFailed] = useState(false);
  const [asText, setAsText] = useState(false);

  const load = (): void => {
    setFailed(false);
    void api.text(`${exchangePath(exchangeId)}/messages/${row.n}`).then((answer) => (answer.ok ? setWhole(answer.value) : setFailed(true)));
  };
  const isCut = row.cut === true && whole === undefined;
  useEffect(() => {
    if (row.cut === true && row.binary !== true && row.size <= LOADED_AT_ONCE) load();
  }, [exchangeId, row.n, row.cut]);

  const text = whole ?? row.text;
  const value = row.binary ? undefined : parseJson(row.kind === "event" ? eventData(text) : text);
  const isTree = value !== undefined && !asText;
  return (
    <div class="message-body">
      <div class="message-bar">
        <span class="quiet">
          {row.kind}, {bytes(row.size)}
          {row.binary ? ", base64" : ""}
          {isCut ? ", shown in part" : ""}
        </span>
        {value !== undefined && (
          <button class="link" onClick={() => setAsText(!asText)}>
            {asText ? "As a tree" : "As text"}
          </button>
        )}
        {isCut && (row.size > LOADED_AT_ONCE || failed) && (
          <button class="link" onClick={load}>
            Load all {bytes(row.size)}
          </button>
        )}
        {failed && <span class="tone-failed">could not be loaded</span>}
      </div>
      {isTree ? <JsonTree value={value} open={row.kind === "body" ? 1 : 3} /> : <Fold text={text} lines={40} />}
    </div>
  );
}
