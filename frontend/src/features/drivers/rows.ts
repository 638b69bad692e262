import type { Drivers, DriversColumn, Figure } from "@/api/typesQuality";
import { percent, plural } from "@/lib/figures";

const NONE: Figure = { value: null, low: null, high: null, n: 0, why_not: "no judge has judged" };

/** A factor beside the figures of people and of one judge. */
export type Row = {
  key: string;
  title: string;
  people: Figure;
  peopleTogether: Figure;
  judge: Figure;
  judgeTogether: Figure;
  gap: Figure;
};

/** The factors, those that matter most to people or the judge first. */
export function rowsOf(
  factors: Drivers["factors"],
  people: DriversColumn,
  judge: DriversColumn | undefined,
): Row[] {
  const rows = factors.map(({ key, title }, n) => ({
    key,
    title,
    people: people.alone[n] ?? NONE,
    peopleTogether: people.together[n] ?? NONE,
    judge: judge?.alone[n] ?? NONE,
    judgeTogether: judge?.together[n] ?? NONE,
    gap: judge?.gaps[n] ?? NONE,
  }));
  const size = (row: Row) =>
    row.people.value === null && row.judge.value === null
      ? -1
      : Math.max(Math.abs(row.people.value ?? 0), Math.abs(row.judge.value ?? 0));
  return rows.sort((a, b) => size(b) - size(a));
}

/** What stands out, in a sentence: only what an interval keeps away from 0. */
export function found(rows: readonly Row[], judge: string | undefined): string {
  const sure = (f: Figure) => f.low !== null && f.high !== null && (f.low > 0 || f.high < 0);
  const more = (row: Row, f: Figure) => `${(f.value ?? 0) > 0 ? "more" : "fewer"} ${row.title}`;
  const liked = rows.filter((row) => sure(row.people)).slice(0, 3);
  const parts = [
    liked.length > 0
      ? `People’s verdicts go with ${liked.map((row) => more(row, row.people)).join(", ")}.`
      : "Nothing that is counted here goes clearly with people’s verdicts.",
  ];
  const apart = rows.filter((row) => sure(row.gap)).slice(0, 3);
  if (judge && apart.length > 0)
    parts.push(
      `${judge} leans further than they to ${apart.map((r) => more(r, r.gap)).join(", ")}.`,
    );
  return parts.join(" ");
}

/** How much all factors explain, or why that is not known. */
export function explained(column: DriversColumn): string {
  const who = column.judge ?? "People";
  if (column.explained === null)
    return `${who}: what the factors explain together cannot be computed: ${column.why_not}.`;
  return `${who}: together the factors explain ${percent(column.explained)} of what is uncertain in ${plural(column.n, "verdict")} on ${plural(column.n_items, "pair")}.`;
}

/** Why figures are missing, each reason once with the factors it is about. */
export function missing(rows: readonly Row[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const row of rows)
    if (row.people.value === null)
      reasons.set(row.people.why_not, [...(reasons.get(row.people.why_not) ?? []), row.title]);
  return [...reasons].map(([why, titles]) =>
    titles.length === rows.length ? `${why}` : `${titles.join(", ")}: ${why}`,
  );
}
