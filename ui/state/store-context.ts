import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Action } from "./keys.ts";
import type { Store } from "./store.ts";
import type { Theme } from "./theme.ts";

/** What every view may use. */
export interface App {
  readonly store: Store;
  readonly actions: Readonly<Record<Action, () => void>>;
  readonly theme: { readonly theme: { readonly value: Theme }; next(): void };
  /** Where the dashboard is served, for commands to copy. */
  readonly origin: string;
  copy(text: string, what: string): void;
  /** Hands a file to the browser's downloads. */
  save(name: string, file: Blob): void;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error("A view was drawn outside the app.");
  return app;
}

export function useStore(): Store {
  return useApp().store;
}
