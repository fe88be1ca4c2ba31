import { effect, signal, type ReadonlySignal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";
const ORDER: readonly Theme[] = ["system", "light", "dark"];
const KEY = "ccxray-theme";

/** The colours, kept from visit to visit. */
export function createTheme(page: Window): { readonly theme: ReadonlySignal<Theme>; next(): void } {
  const theme = signal<Theme>(ORDER.find((one) => one === kept(page)) ?? "system");
  effect(() => {
    page.document.documentElement.dataset["theme"] = theme.value;
  });
  return {
    theme,
    next() {
      theme.value = ORDER[(ORDER.indexOf(theme.peek()) + 1) % ORDER.length] ?? "system";
      keep(page, theme.peek());
    },
  };
}

// A browser may forbid storage altogether; then the choice lasts as long as the page.

function kept(page: Window): string | null {
  try {
    return page.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(page: Window, theme: Theme): boolean {
  try {
    page.localStorage.setItem(KEY, theme);
    return true;
  } catch {
    return false;
  }
}
