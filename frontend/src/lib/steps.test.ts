import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { toPoints } from "./align";
import { type By, followers, over, ownPieces, piecesOf } from "./steps";

type Row = { why: string; by: By; text: string; found: [number, number, number | null][] };
// The server's own test reads the same table (test_stretches.py).
const table: Row[] = JSON.parse(readFileSync("../tests/contracts/stretches.json", "utf8"));

it.each(table)("the bench finds the stretches that the server finds: $why", (row) => {
  const found = piecesOf(row.text, row.by).map(({ start, end, source }) => [
    toPoints(row.text, start),
    toPoints(row.text, end),
    source,
  ]);
  expect(found).toEqual(row.found);
});

it("asks about a text without end only so far", () => {
  expect(piecesOf("a\n".repeat(9999), "line")).toHaveLength(300);
  expect(piecesOf("[1, 2]".repeat(999), "citation")).toHaveLength(300);
});

const own = (...steps: [number, number, number | null][]) =>
  steps.map(([start, end, parent]) => ({ start, end, parent }));
const TREE = own([0, 1, null], [3, 5, 0], [7, 8, 1], [10, 11, 1], [13, 14, 0]);

it("finds the steps that a response came with, wherever characters take two units", () => {
  const text = "a\n\n😀b\n\nc\n\nd\n\ne";
  const found = ownPieces(text, TREE).map(({ start, end }) => text.slice(start, end));
  expect(found).toEqual(["a", "😀b", "c", "d", "e"]);
});

it("asks about nothing that follows a label which ends a branch, and about all beside it", () => {
  const pieces = ownPieces("a\n\nbb\n\nc\n\nd\n\ne", TREE);
  expect(over(pieces, ["right", "wrong"], "wrong")).toEqual([false, false, true, true, false]);
  expect(over(pieces, ["right", "wrong"], null)).not.toContain(true);
  const chain = piecesOf("a\nb\nc", "line");
  expect(over(chain, ["wrong"], "wrong")).toEqual([false, true, true]);
});

it("knows what follows each step", () => {
  const after = followers(ownPieces("a\n\nbb\n\nc\n\nd\n\ne", TREE));
  expect([null, 0, 1, 4].map(after)).toEqual([[0], [1, 4], [2, 3], []]);
});
