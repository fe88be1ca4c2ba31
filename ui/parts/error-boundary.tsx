import type { ComponentChildren, JSX } from "preact";
import { useErrorBoundary } from "preact/hooks";

interface Props {
  /** What failed, in the words of the page: "this block". */
  readonly what: string;
  /** Shown instead, as JSON. */
  readonly raw: unknown;
  readonly children: ComponentChildren;
}

/** Draws its children, or what they were made of when they cannot be drawn. */
export function ErrorBoundary({ what, raw, children }: Props): JSX.Element {
  const [error, reset] = useErrorBoundary();
  if (!error) return <>{children}</>;
  return (
    <div class="undrawable" role="group">
      <p>
        ccxray could not draw {what}: {messageOf(error)}{" "}
        <button class="link" onClick={reset}>
          Try again
        </button>
      </p>
      <pre>{rawText(raw)}</pre>
    </div>
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const MOST = 20_000;

function rawText(raw: unknown): string {
  try {
    return (JSON.stringify(raw, null, 2) ?? "nothing").slice(0, MOST);
  } catch (error) {
    return messageOf(error);
  }
}
