/**
 * Where the steps and the citations of a text stand; the server finds the same ones. Both are tested
 * with one table, tests/contracts/stretches.json. Offsets are those of JavaScript strings.
 */

import type { StepPlace } from "@/api/types";
import { toUnits } from "./align";

/** `parent`: the number of the piece that it follows; null: it begins anew. */
export type Piece = { start: number; end: number; source: number | null; parent: number | null };
export type By = "line" | "paragraph" | "citation";

const MAX = 300;
const STEP: Record<"line" | "paragraph", RegExp> = {
  line: /[^ \t\r\n][^\n]*/g,
  paragraph: /[^ \t\r\n](?:[^\n]|\n(?![ \t\r]*(?:\n|$)))*/g,
};
const CITATION = /\[([0-9]{1,3}(?: ?, ?[0-9]{1,3})*)\](?![(:])/g;

export function piecesOf(text: string, by: By): Piece[] {
  const found: Omit<Piece, "parent">[] = [];
  for (const match of text.matchAll(by === "citation" ? CITATION : STEP[by])) {
    const start = match.index;
    if (by === "citation")
      for (const n of (match[1] ?? "").split(","))
        found.push({ start, end: start + match[0].length, source: Number(n) });
    else {
      const end = start + match[0].replace(/[ \t\r\n]+$/, "").length;
      found.push({ start, end, source: null });
    }
    if (found.length >= MAX) break;
  }
  return found.slice(0, MAX).map((piece, n) => ({ ...piece, parent: n > 0 ? n - 1 : null }));
}

/** The steps that a response came with; their places count characters, not units of strings. */
export function ownPieces(text: string, steps: readonly StepPlace[]): Piece[] {
  let [units, points] = [0, 0];
  const unitsAt = (place: number) => {
    units += toUnits(text.slice(units), place - points);
    points = place;
    return units;
  };
  return steps.map(({ start, end, parent }) => ({
    start: unitsAt(start),
    end: unitsAt(end),
    source: null,
    parent,
  }));
}

/** Which pieces follow each; of null, those that begin anew. */
export function followers(pieces: readonly Pick<Piece, "parent">[]) {
  const found = new Map<number | null, number[]>();
  for (const [n, { parent }] of pieces.entries())
    found.set(parent, [...(found.get(parent) ?? []), n]);
  return (of: number | null): number[] => found.get(of) ?? [];
}

/** Which pieces come after one whose label ends the response, or its branch. */
export function over(
  pieces: readonly Piece[],
  labels: readonly (string | null)[],
  until: string | null,
): boolean[] {
  const found: boolean[] = [];
  for (const { parent } of pieces)
    found.push(
      parent !== null && (found[parent] || (until !== null && labels[parent] === until)) === true,
    );
  return found;
}
