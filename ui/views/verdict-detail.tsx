import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { DifferenceRow, VerdictAnswer, VerdictRow } from "../../src/dashboard/contract.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { ErrorBoundary } from "../parts/error-boundary.tsx";
import { Icon } from "../parts/icon.tsx";
import { Pending } from "../parts/pending.tsx";
import { SideBySide } from "../parts/side-by-side.tsx";
import { VerdictFlag } from "../parts/verdict-flag.tsx";
import { counted, whole } from "../state/format.ts";
import { formatRoute } from "../state/route.ts";
import { useApp } from "../state/store-context.ts";
import { VERDICTS } from "../state/verdict-facts.ts";

/** One ask: what became of it and why, and each part that differs, recorded beside this run. */
export function VerdictDetail({ row }: { readonly row: VerdictRow }): JSX.Element {
  const { store } = useApp();
  return (
    <div class="detail">
      <VerdictHead row={row} />
      <div class="tab-panel panel-verdict" tabIndex={0} role="region" aria-label="What differs">
        <Pending loaded={store.replay.detail.loaded.value}>{(answer) => (answer.verdict.n === row.n ? <Parts answer={answer} /> : null)}</Pending>
      </div>
    </div>
  );
}

function VerdictHead({ row }: { readonly row: VerdictRow }): JSX.Element {
  const { origin } = useApp();
  const { n, type, kind, method, path, shape, provider, recorded } = row;
  return (
    <header class="turn-head">
      <div class="turn-title">
        <h2>
          Ask {whole(n)} <span class="turn-model">{shape}</span>
        </h2>
        <VerdictFlag type={type} />
        <CopyButton text={origin + formatRoute({ cassettes: true, ask: n, tab: "delta", q: "" })} what="link" label="Link" />
      </div>
      <dl class="turn-facts">
        <Fact name="Asked" value={`${method} ${path}`} />
        <Fact name={type === "miss" || type === "live" ? "Nearest" : "Answered by"} value={recorded ?? "nothing recorded"} />
        <Fact name="Counts" value={kind === "turn" ? "as a turn" : "as a side request"} />
        <Fact name="Protocol" value={provider} />
      </dl>
    </header>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Parts({ answer }: { readonly answer: VerdictAnswer }): JSX.Element {
  const { verdict, remedy, differences } = answer;
  const { tone, sentence } = VERDICTS[verdict.type];
  const why = verdict.why === undefined ? sentence : `${verdict.why.charAt(0).toUpperCase()}${verdict.why.slice(1)}.`;
  return (
    <>
      {tone === "rest" ? (
        <p class="verdict-said">{why}</p>
      ) : (
        <div class={`trouble-panel tone-${tone}`} role="note">
          <Icon name="alert" />
          <div>
            <p class="trouble-what">{why}</p>
            {remedy !== undefined && <p>{remedy}</p>}
            {verdict.type === "drift" && <p>Drift is no failure, unless --no-drift says so. Record again if the new form is what you want.</p>}
          </div>
        </div>
      )}
      {differences.map((difference, at) => (
        <Part key={difference.part} difference={difference} open={at < MOST_OPEN} />
      ))}
      {verdict.differing > differences.length && <p class="quiet">{counted(verdict.differing - differences.length, "more part")} differ.</p>}
    </>
  );
}

const MOST_OPEN = 4;

/** Compared only when it is opened: a part may be long. */
function Part({ difference, open: first }: { readonly difference: DifferenceRow; readonly open: boolean }): JSX.Element {
  const [open, setOpen] = useState(first);
  const { part, recorded, live } = difference;
  return (
    <section class="part" aria-label={part}>
      <button class="part-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <i class="json-mark" aria-hidden="true" />
        <b class="mono">{part}</b>
        <span class="quiet">{recorded === undefined ? "only in this run" : live === undefined ? "only recorded" : ""}</span>
      </button>
      {open && (
        <ErrorBoundary what="this part" raw={difference}>
          <SideBySide difference={difference} />
        </ErrorBoundary>
      )}
    </section>
  );
}
