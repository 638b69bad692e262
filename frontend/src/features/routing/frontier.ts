import type { FrontierCurve, FrontierPoint, Stratum } from "@/api/types";
import { count, percent, plural } from "@/lib/figures";

export const CHANCE = "chance";
export const ORACLE = "oracle";

/** The curve the page speaks of: the policy in force, else the one with the largest lift. */
export function spokenOf(curves: readonly FrontierCurve[]): FrontierCurve | undefined {
  const own = curves.find((c) => c.key === "in_force");
  const others = curves.filter((c) => c.key !== CHANCE && c.key !== ORACLE);
  return own ?? [...others].sort((a, b) => (b.lift ?? -9) - (a.lift ?? -9))[0];
}

/** What people's labels buy at one budget, and what the last step bought. */
export function boughtWords(curve: FrontierCurve, at: number, chance?: FrontierCurve): string {
  const point = curve.points[at];
  if (!point) return "";
  const before = curve.points[at - 1];
  const parts = [
    `At ${percent(point.budget)} people, ${percent(point.quality)} of the labels are right${band(point)}`,
  ];
  const other = chance?.points[at];
  if (other && point.budget > 0 && point.budget < 1)
    parts.push(`by chance it would be ${percent(other.quality)}`);
  if (before)
    parts.push(
      `the last ${percent(point.budget - before.budget)} bought ${points(point.quality - before.quality)}`,
    );
  return `${parts.join("; ")}.`;
}

function band(point: FrontierPoint): string {
  if (point.low === null || point.high === null) return "";
  return ` (${percent(point.low)} to ${percent(point.high)})`;
}

function points(share: number): string {
  const rounded = Math.round(share * 1000) / 10;
  return `${rounded} ${Math.abs(rounded) === 1 ? "point" : "points"}`;
}

/** "0.8 to 0.9 sure". */
export function stratumWords(stratum: Stratum): string {
  if (stratum.low === null || stratum.high === null) return "no confidence known";
  return `${stratum.low} to ${stratum.high} sure`;
}

/** A sentence that says what all curves together show. */
export function frontierWords(curves: readonly FrontierCurve[], items: number): string {
  const named = curves
    .filter((c) => c.key !== CHANCE && c.key !== ORACLE && c.lift !== null)
    .map((c) => `${c.title} ${percent(c.lift ?? 0)}`);
  return `Replayed over ${plural(items, "item")} that both have labelled. Share of what could be gained over chance: ${named.join(", ")}.`;
}

export function coverageWords(strata: readonly Stratum[]): string {
  const bare = strata.filter((s) => s.audited === 0);
  const total = strata.reduce((sum, s) => sum + s.audited, 0);
  if (bare.length === 0) return `${plural(total, "audited item")}; every range has some.`;
  return `${count(total)} audited; none yet among: ${bare.map(stratumWords).join(", ")}.`;
}
