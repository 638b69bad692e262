import type { Frontier, FrontierCurve, FrontierPoint, Stratum } from "@/api/types";
import { count, percent, plural } from "@/lib/figures";

export const CHANCE = "chance";
export const ORACLE = "oracle";

/** The curve the page speaks of: the policy in force, else the one with the largest lift. */
export function spokenOf(curves: readonly FrontierCurve[]): FrontierCurve | undefined {
  const own = curves.find((c) => c.key === "in_force");
  const others = curves.filter((c) => c.key !== CHANCE && c.key !== ORACLE);
  return own ?? [...others].sort((a, b) => (b.lift ?? -9) - (a.lift ?? -9))[0];
}

export type Bought = FrontierPoint & Pick<FrontierCurve, "key" | "title" | "lift" | "aurc">;

/** Every policy at one budget, the best first; chance and the oracle last. */
export function boughtRows(curves: readonly FrontierCurve[], at: number): Bought[] {
  const limit = (key: string) => Number(key === CHANCE || key === ORACLE);
  return curves
    .flatMap(({ key, title, lift, aurc, points }) => {
      const point = points[at];
      return point ? [{ ...point, key, title, lift, aurc }] : [];
    })
    .sort((a, b) => limit(a.key) - limit(b.key) || b.quality - a.quality);
}

/** Keys of the policies that are replayed. */
export function shownOf(curves: readonly FrontierCurve[], inForce: string): string[] {
  const keys = curves.map((c) => (c.key === "in_force" ? inForce : c.key));
  return keys.filter((key) => key !== CHANCE && key !== ORACLE);
}

/** "82 % to 88 %". */
export function bandWords({ low, high }: Pick<FrontierPoint, "low" | "high">): string {
  return low === null || high === null ? "–" : `${percent(low)} to ${percent(high)}`;
}

/** A cost in the unit that the prices were given in. */
export function amount(cost: number): string {
  return cost.toLocaleString("en", { maximumSignificantDigits: 4 });
}

/** On which terms policies were replayed. */
export function termsWords({ terms, judge }: Pick<Frontier, "terms" | "judge">): string {
  if (!terms) return "";
  const { annotators, reliability, human_cost, judge_cost } = terms;
  const people =
    reliability === 1
      ? `${plural(annotators, "person", "people")} an item, taken to be right`
      : `${plural(annotators, "person", "people")} an item, each right in ${percent(reliability)}`;
  const label = judge ? `; ${judge}'s label stands where people are not asked` : "";
  return `${people}; a person's judgment costs ${amount(human_cost)}, the judges ${amount(judge_cost)} an item${label}. Bands from ${count(terms.repeats)} bootstraps by prompt.`;
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
export function frontierWords(
  curves: readonly FrontierCurve[],
  items: number,
  file: string,
): string {
  const named = curves
    .filter((c) => c.key !== CHANCE && c.key !== ORACLE && c.lift !== null)
    .map((c) => `${c.title} ${percent(c.lift ?? 0)}`);
  const which = `${plural(items, "item")}${file && ` of ${file}`}`;
  return `Replayed over ${which} that both have labelled. Share of what could be gained over chance: ${named.join(", ")}.`;
}

export function coverageWords(strata: readonly Stratum[]): string {
  const bare = strata.filter((s) => s.audited === 0);
  const total = strata.reduce((sum, s) => sum + s.audited, 0);
  if (bare.length === 0) return `${plural(total, "audited item")}; every range has some.`;
  return `${count(total)} audited; none yet among: ${bare.map(stratumWords).join(", ")}.`;
}
