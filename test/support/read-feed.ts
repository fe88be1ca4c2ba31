/** The dashboard's feed, as it comes. */
export interface Feed {
  /** Reads on until a text has come; gives all that has come so far. */
  readonly until: (text: string) => Promise<string>;
}

/** Opens the feed from the journal's beginning. */
export async function readFeed(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Feed> {
  const response = await fetch(`${url}/_ccxray/api/feed?since=0`, { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = "";
  return {
    async until(text) {
      while (!heard.includes(text)) {
        const { value, done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error(`the feed ended without ${text}: ${heard}`);
        heard += value;
      }
      return heard;
    },
  };
}
