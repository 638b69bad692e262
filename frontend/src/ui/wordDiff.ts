import { diffWordsWithSpace } from "diff";

export type Piece = { text: string; marked: boolean };

const segmenter =
  "Segmenter" in Intl ? new Intl.Segmenter(undefined, { granularity: "word" }) : null;

/** `text` in pieces, marked where `other` has no such words; null when finding out takes too long. */
export function onlyHere(text: string, other: string): Piece[] | null {
  const changes = diffWordsWithSpace(other, text, {
    timeout: 1500,
    ...(segmenter ? { intlSegmenter: segmenter } : {}),
  });
  if (!changes) return null;
  const pieces = changes
    .filter((change) => !change.removed)
    .map((change) => ({ text: change.value, marked: change.added }));
  return joined(pieces);
}

/** A blank between two marked words is marked too: one mark reads better than ten. */
function joined(pieces: Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const [n, piece] of pieces.entries()) {
    const bridge = piece.text.trim() === "" && pieces[n + 1]?.marked && out.at(-1)?.marked;
    const marked = piece.marked || Boolean(bridge);
    const last = out.at(-1);
    if (last && last.marked === marked) last.text += piece.text;
    else out.push({ text: piece.text, marked });
  }
  return out;
}

/** What became of `before` on the way to `after`, word by word; null when that takes too long. */
export function changed(
  before: string,
  after: string,
): { value: string; added: boolean; removed: boolean }[] | null {
  const options = { timeout: 500, ...(segmenter ? { intlSegmenter: segmenter } : {}) };
  return diffWordsWithSpace(before, after, options) ?? null;
}
