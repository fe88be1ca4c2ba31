import { signal, type ReadonlySignal } from "@preact/signals";
import type { Clock } from "./clock.ts";
import { formatRoute, parseRoute, type Route } from "./route.ts";

export interface Navigation {
  readonly route: ReadonlySignal<Route>;
  /** Goes somewhere that Back returns from. */
  push(route: Route): void;
  /** Changes where we are. The address bar follows a moment later, since browsers limit how often it may change. */
  replace(route: Route): void;
}

const ADDRESS_PAUSE = 200;

/** The address bar as a signal. */
export function createNavigation(page: Window, clock: Clock): Navigation {
  const read = (): Route => parseRoute(page.location.pathname, page.location.search);
  const route = signal(read());
  let cancel: (() => void) | undefined;
  const settle = (): void => {
    cancel?.();
    cancel = undefined;
    page.history.replaceState(null, "", formatRoute(route.peek()));
  };
  page.addEventListener("popstate", () => {
    cancel?.();
    cancel = undefined;
    route.value = read();
  });
  return {
    route,
    push(next) {
      if (cancel) settle();
      if (formatRoute(next) === formatRoute(route.peek())) return;
      route.value = next;
      page.history.pushState(null, "", formatRoute(next));
    },
    replace(next) {
      route.value = next;
      cancel ??= clock.after(ADDRESS_PAUSE, settle);
    },
  };
}
