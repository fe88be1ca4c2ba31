import type { ExchangeEvent, HeaderList } from "../domain/exchange.ts";
import type { Redacted } from "../domain/redacted.ts";

/** Takes secrets out. The only maker of `Redacted`. */
export interface Redactor {
  /** Events of one exchange must come in order: the parts of a message are looked at together. */
  event(event: ExchangeEvent): Redacted<ExchangeEvent>;
  text(text: string): string;
  headers(headers: HeaderList, provider?: string): HeaderList;
}

export interface RedactorOptions {
  /** Values that must never be written, whatever stands around them; those shorter than 8 characters are not looked for. */
  readonly secretValues: readonly string[];
  /** Header names (lower case), beyond the common ones, whose values are secret with a provider. */
  readonly secretHeaders: (providerId: string) => readonly string[];
}
