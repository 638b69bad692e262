import type { Figured, TriedItem } from "@/api/types";
import { coefficient, percent } from "@/lib/figures";

/** "72 % (69–74) of 974", or why there is no figure. */
export function share(figure: Figured): string {
  if (figure.value === null) return `– ${figure.why_not}`;
  const span =
    figure.low === null || figure.high === null
      ? ""
      : ` (${Math.round(figure.low * 100)}–${Math.round(figure.high * 100)})`;
  return `${percent(figure.value)}${span} of ${figure.n.toLocaleString("en")}`;
}

/** A number that is no share: kappa, a slope, an error; with its interval. */
export function number(figure: Figured): string {
  if (figure.value === null) return `– ${figure.why_not}`;
  if (figure.low === null || figure.high === null) return coefficient(figure.value);
  return `${coefficient(figure.value)} (${coefficient(figure.low)} to ${coefficient(figure.high)})`;
}

const WINNERS: Record<string, string> = {
  a: "the first response",
  b: "the second response",
  tie: "a tie",
  both_bad: "both bad",
};

export function winner(key: string | null): string {
  return key === null ? "no verdict" : (WINNERS[key] ?? key);
}

type Call = Pick<TriedItem["calls"][number], "state" | "error" | "verdict">;

/** What was read out of one call: a winner, a score, a ranking; or how it failed. */
export function said({ state, error, verdict }: Call): string {
  if (verdict?.winner) return winner(verdict.winner);
  const value: unknown = verdict?.value ?? null;
  if (value === null) return error || state;
  return JSON.stringify(value);
}
