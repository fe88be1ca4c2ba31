import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { DifferenceRow } from "../../src/dashboard/contract.ts";
import { counted } from "../state/format.ts";
import { sideBySide, type DiffRow, type SideLine } from "../state/side-by-side.ts";

const FEW = 60;

/** What was recorded beside what was asked now, line by line. Below each other where it is narrow. */
export function SideBySide({ difference }: { readonly difference: DifferenceRow }): JSX.Element {
  const { recorded, live, cut } = difference;
  const [isWhole, setWhole] = useState(false);
  const rows = useMemo(() => sideBySide(recorded, live), [recorded, live]);
  const shown = isWhole ? rows : rows.slice(0, FEW);
  return (
    <div class="diff">
      <div class="diff-row diff-head" aria-hidden="true">
        <span>Recorded</span>
        <span>This run</span>
      </div>
      <div class="diff-rows">
        {shown.map((row, at) => (
          <Row key={at} row={row} />
        ))}
      </div>
      {rows.length > FEW && (
        <button class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Show less" : `Show all ${counted(rows.length, "line")}`}
        </button>
      )}
      {cut && <p class="quiet">Too long to be shown whole; this is its beginning.</p>}
    </div>
  );
}

function Row({ row }: { readonly row: DiffRow }): JSX.Element {
  switch (row.type) {
    case "gap":
      return <p class="diff-gap">{counted(row.lines, "equal line")}</p>;
    case "same":
      return (
        <div class="diff-row" data-same="true">
          <pre>{row.text || " "}</pre>
          <pre aria-hidden="true">{row.text || " "}</pre>
        </div>
      );
    case "change":
      return (
        <div class="diff-row">
          <Side mark="−" name="recorded" line={row.recorded} />
          <Side mark="+" name="this run" line={row.live} />
        </div>
      );
  }
}

function Side({ mark, name, line }: { readonly mark: string; readonly name: string; readonly line: SideLine | undefined }): JSX.Element {
  if (!line) return <pre class="diff-none" />;
  return (
    <pre class="diff-side" data-mark={mark}>
      <span class="unseen">{name}: </span>
      {line.before}
      {line.changed && <mark>{line.changed}</mark>}
      {line.after}
    </pre>
  );
}
