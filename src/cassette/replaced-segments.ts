const MARK = /\{\{[\w.-]+\}\}/g;

/** A stretch of the new text, and the stretch of the old one that it stands for; `kept`: they are the same. */
export interface Segment {
  readonly text: string;
  readonly kept: boolean;
  readonly from: number;
  readonly to: number;
}

/** Tells which part of the old text each part of the new one stands for: marks were put in, all else is as it was. */
export function replacedSegments(before: string, after: string): readonly Segment[] {
  const segments: Segment[] = [];
  let put = "";
  let from = 0;
  let done = 0;
  const keep = (text: string): void => {
    const at = before.indexOf(text, from);
    if (text === "" || at < 0) {
      put += text;
      return;
    }
    segments.push({ text: put, kept: false, from, to: at }, { text, kept: true, from: at, to: at + text.length });
    put = "";
    from = at + text.length;
  };
  for (const { 0: mark, index } of after.matchAll(MARK)) {
    keep(after.slice(done, index));
    put += mark;
    done = index + mark.length;
  }
  keep(after.slice(done));
  return [...segments, { text: put, kept: false, from, to: before.length }];
}
