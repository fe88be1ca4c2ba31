/** One named part of an ask and its canonical text, after what changes from run to run was taken out. */
export type Part = readonly [name: string, value: string];

/**
 * What replay compares: one client message that wants an answer (an HTTP request, or one WebSocket message),
 * read by its provider and freed of what changes from run to run.
 */
export interface Ask {
  /** `turn`: a model is asked, each is answered once. `side`: a side request, answered alike however often it comes. */
  readonly kind: "turn" | "side";
  /**
   * What sort of answer is wanted, such as `turn`, `prewarm`, `title`, `turn+format`: an ask is never answered with
   * another shape's answer, so that equal user texts in a title and in a main request cannot be swapped.
   */
  readonly shape: string;
  /**
   * The conversation, one part an item in order, named by position (`messages[3]`); without system prompt and tools.
   * For an ask of news only (`previousId`) it holds the news; the chain is joined by whoever knows the answers.
   */
  readonly conversation: readonly Part[];
  /** Everything else that may differ and still be answered: `model`, `system`, `tools.Bash`, `settings.temperature`, … */
  readonly parts: readonly Part[];
  /** The id of the answer that this ask continues. */
  readonly previousId?: string;
  /** Whether the answer is wanted as a stream of events. Undefined where the carrier decides (WebSocket). */
  readonly stream?: boolean;
}

/** How an answer is carried. */
export type Carrier = "json" | "events" | "websocket";
