import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { toPoints } from "./align";
import { type By, piecesOf } from "./steps";

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
