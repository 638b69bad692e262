/**
 * Where the characters of a rendered text stand in the raw one, and back. Markdown drops its marks
 * (stars, hashes, bars) and keeps the words in order, so what is on the screen is found in the raw
 * text piece by piece. Offsets here are those of JavaScript strings; `toPoints` turns them into the
 * characters that are stored.
 */

/** A text node, and for each of its characters the place in the raw text; -1: in none. */
export type Piece = { node: Text; at: number[] };

// Not of the response itself: addresses after links, pictures, formulas, buttons, its own prompt.
const NOT_TEXT = ".md-address, .md-picture, .md-math, button, [data-aside]";

export function align(root: Node, raw: string): Piece[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const pieces: Piece[] = [];
  let from = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node as Text;
    if (text.data.trim() === "" || text.parentElement?.closest(NOT_TEXT)) continue;
    const at = place(text.data, raw, from);
    const last = at.findLast((n) => n >= 0);
    if (last !== undefined) from = last + 1;
    pieces.push({ node: text, at });
  }
  return pieces;
}

/** The places of a piece of text at or after `from`. */
function place(text: string, raw: string, from: number): number[] {
  const spread = scattered(text, raw, from);
  const whole = raw.indexOf(text, from);
  const end = spread.findLast((n) => n >= 0) ?? -1;
  // An exact copy is right, unless the text was there before it with marks in between (a\_b, a_b).
  const first = spread.find((n) => n >= 0) ?? 0;
  const tight = end >= 0 && !spread.includes(-1) && end - first < 1.5 * text.length + 4;
  if (whole >= 0 && (whole <= end || !tight))
    return Array.from({ length: text.length }, (_, n) => whole + n);
  return spread;
}

/** Each character at its first place after the one before. */
function scattered(text: string, raw: string, from: number): number[] {
  let next = from;
  return Array.from({ length: text.length }, (_, n) => {
    const found = raw.indexOf(text.charAt(n), next);
    if (found >= 0) next = found + 1;
    return found;
  });
}

/** What to paint for raw[start:end]. */
export function rangesOf(pieces: readonly Piece[], start: number, end: number): Range[] {
  return pieces.flatMap(({ node, at }) => {
    const first = at.findIndex((n) => n >= start && n < end);
    if (first < 0) return [];
    const range = document.createRange();
    range.setStart(node, first);
    range.setEnd(node, at.findLastIndex((n) => n >= start && n < end) + 1);
    return [range];
  });
}

/** The raw text that a selection on the screen covers; null when it covers none. */
export function offsetsOf(pieces: readonly Piece[], range: Range): [number, number] | null {
  const covered = pieces.flatMap(({ node, at }) => {
    if (!range.intersectsNode(node)) return [];
    const from = node === range.startContainer ? range.startOffset : 0;
    const to = node === range.endContainer ? range.endOffset : node.length;
    return at.slice(from, to).filter((n) => n >= 0);
  });
  const first = covered[0];
  return first === undefined ? null : [first, (covered.at(-1) ?? first) + 1];
}

/** A place in a JavaScript string as a number of characters (code points). */
export function toPoints(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}

/** The inverse of toPoints. */
export function toUnits(text: string, points: number): number {
  let units = 0;
  for (let n = 0; n < points && units < text.length; n += 1)
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  return units;
}

export type Stretch = { start: number; end: number };

/** The number in front of an entry of a list: the renderer counts for itself. */
function isNumbering(text: string, index: number, segment: string): boolean {
  if (!/^\s*\d+[.)]?\s*$/.test(segment)) return false;
  const line = text.slice(text.lastIndexOf("\n", index - 1) + 1, index + 12);
  const [mark = ""] = /^\s*\d{1,9}[.)](?=\s)/.exec(line) ?? [];
  return index - (text.lastIndexOf("\n", index - 1) + 1) < mark.length;
}

// Not blanks, and not the stars and bars of markdown.
const SAYS_SOMETHING = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** The words or sentences of a text, without the blanks between them. */
export function stretches(text: string, granularity: "word" | "sentence"): Stretch[] {
  const segments = [...new Intl.Segmenter(undefined, { granularity }).segment(text)];
  return segments
    .filter(
      ({ segment, index }) => SAYS_SOMETHING.test(segment) && !isNumbering(text, index, segment),
    )
    .map(({ index, segment }) => {
      const blank = segment.length - segment.trimStart().length;
      return { start: index + blank, end: index + segment.trimEnd().length };
    });
}
