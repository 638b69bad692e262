/**
 * Where the steps and the citations of a text stand; the server finds the same ones. Both are tested
 * with one table, tests/contracts/stretches.json. Offsets are those of JavaScript strings.
 */

export type Piece = { start: number; end: number; source: number | null };
export type By = "line" | "paragraph" | "citation";

const MAX = 300;
const STEP: Record<"line" | "paragraph", RegExp> = {
  line: /[^ \t\r\n][^\n]*/g,
  paragraph: /[^ \t\r\n](?:[^\n]|\n(?![ \t\r]*(?:\n|$)))*/g,
};
const CITATION = /\[([0-9]{1,3}(?: ?, ?[0-9]{1,3})*)\](?![(:])/g;

export function piecesOf(text: string, by: By): Piece[] {
  const found: Piece[] = [];
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
  return found.slice(0, MAX);
}
