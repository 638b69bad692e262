import type { Principle, Reconstruction } from "@/api/typesPrinciples";
import { share } from "@/features/quality/words";
import { plural } from "@/lib/figures";

/** Whether it does better, or worse, than a coin beyond chance. */
export const sure = (p: Principle) => p.p < 0.05;

/** All of a table of principles, as a file. */
export const numbersOf = (name: string, principles: Principle[]) => ({
  name,
  columns: ["principle", "agree", "disagree", "silent", "accuracy", "low", "high", "p"],
  rows: principles.map(({ accuracy, ...p }) => [
    ...[p.text, p.agree, p.disagree, p.silent],
    ...[accuracy.value, accuracy.low, accuracy.high, p.p],
  ]),
});

/** What stands out, in a sentence or two. */
export function found(asked: Reconstruction): string {
  const best = asked.principles.filter((p) => sure(p) && p.strength > 0).slice(0, 3);
  const together =
    asked.together.value === null
      ? `What all of them reconstruct together cannot be computed: ${asked.together.why_not}.`
      : `All of them together, weighed, get ${share(asked.together)} of the labels right.`;
  if (best.length === 0)
    return `No principle of form or wording does clearly better than a coin. ${together}`;
  const named = best
    .map((p) => `“${p.text.replace(/\.$/, "").replace(/[“”]/g, (q) => (q === "“" ? "‘" : "’"))}”`)
    .join(", ");
  return `${plural(best.length, "principle")} stand${best.length === 1 ? "s" : ""} out: ${named}. ${together}`;
}
