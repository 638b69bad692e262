import type { Grouping } from "@/api/typesGroups";
import { percent, plural } from "@/lib/figures";
import { WINNERS, wordFor } from "@/lib/words";

/** What the comparison of groups comes to, in a sentence. */
export function contrasted({ contrast, p }: Grouping): string {
  if (contrast.value === null)
    return `Within against between groups cannot be computed: ${contrast.why_not}.`;
  const points = Math.abs(contrast.value * 100).toFixed(1);
  const more = contrast.value >= 0 ? "more" : "less";
  const by = `Two people of one group agree ${points} points ${more} often than two of different groups.`;
  if (p === null) return by;
  return p < 0.05
    ? `${by} Groups dealt at random do so in ${p < 0.01 ? "fewer than 1" : Math.round(p * 100)} of 100 cases.`
    : `${by} That is no more than chance: groups dealt at random do so in ${Math.round(p * 100)} of 100 cases.`;
}

/** What is not shown, and why. */
export function hiding({ hidden, untold, n_tested }: Grouping, minimum: number): string {
  const parts = [
    `Groups of fewer than ${minimum} people are not shown, nor what could be found by subtraction`,
  ];
  if (hidden > 0)
    parts.push(`${plural(hidden, "group")} ${hidden === 1 ? "is" : "are"} hidden here`);
  if (untold)
    parts.push(`${plural(untold, "person", "people")} told nothing or are of a hidden group`);
  parts.push(
    `${plural(n_tested, "item")} had ${minimum} people or more of two groups and votes enough to be tested`,
  );
  return `${parts.join("; ")}. A group is no measure of quality, and is never a filter.`;
}

/** "A 90 %, tie 10 %", the most first. */
export function shares(of: Record<string, number>): string {
  return Object.entries(of)
    .filter(([, x]) => x > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([label, x]) => `${wordFor(WINNERS, label)} ${percent(x)}`)
    .join(", ");
}

/** A probability small enough to be written as a bound. */
export const probability = (p: number) => (p < 0.001 ? "< 0.001" : p.toFixed(3));
