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
  return changes
    .filter((change) => !change.removed)
    .map((change) => ({ text: change.value, marked: change.added }));
}
