import type { Frontier, FrontierAsked, LabelledFile } from "@/api/types";
import { plural } from "@/lib/figures";

export type TermName =
  | "annotators"
  | "reliability"
  | "human_cost"
  | "judge_cost"
  | "judge"
  | "budgets";

/** What was written into the form. */
export type Texts = Partial<Record<TermName, string>>;

type Term = {
  name: TermName;
  label: string;
  hint: string;
  usual: string;
  number?: boolean;
  min?: number;
  max?: number;
};

/** What a replay may be told beside its policies; left as they are: people are the reference. */
export const TERMS: readonly Term[] = [
  {
    name: "annotators",
    label: "People an item",
    hint: "The label of most of them stands.",
    usual: "1",
    number: true,
    min: 1,
    max: 99,
  },
  {
    name: "reliability",
    label: "Each is right, %",
    hint: "100: people are the reference.",
    usual: "100",
    number: true,
    min: 1,
    max: 100,
  },
  {
    name: "human_cost",
    label: "Price of a person's judgment",
    hint: "In any unit, the judges' too.",
    usual: "1",
    number: true,
    min: 0,
  },
  {
    name: "judge_cost",
    label: "Price of the judges an item",
    hint: "Paid for every item.",
    usual: "0",
    number: true,
    min: 0,
  },
  {
    name: "judge",
    label: "Judge whose label stands",
    hint: "Its name; empty: the first.",
    usual: "",
  },
  {
    name: "budgets",
    label: "Shares that people judge, %",
    hint: "With commas between; empty: every 5 %.",
    usual: "",
  },
];

const PERCENT = 100;

/** The form as a request; what is not a number goes as it was written, and is refused by name. */
export function askedOf(
  policies: readonly string[],
  texts: Texts,
  file?: number | undefined,
): FrontierAsked {
  const asked: Record<string, unknown> = file ? { policies, file } : { policies };
  for (const { name, number } of TERMS) {
    const text = texts[name]?.trim();
    if (!text) continue;
    if (name === "budgets") asked[name] = sharesOf(text);
    else if (name === "reliability") asked[name] = Number(text) / PERCENT;
    else asked[name] = number ? Number(text) : text;
  }
  return asked as FrontierAsked;
}

/** What was found in a file that was sent. */
export function labelledWords({ name, items, both, judges }: LabelledFile): string {
  return `${name}: ${plural(items, "item")}, ${both === items ? "all" : both} judged by people and by ${judges.join(", ")}.`;
}

/** The form as it was when this was computed. */
export function textsOf({ terms, judge }: Pick<Frontier, "terms" | "judge">): Texts {
  if (!terms) return {};
  return {
    annotators: String(terms.annotators),
    reliability: String(Number((terms.reliability * PERCENT).toFixed(3))),
    human_cost: String(terms.human_cost),
    judge_cost: String(terms.judge_cost),
    judge,
  };
}

function sharesOf(text: string): (number | string)[] {
  const shares = text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((word) => (Number.isNaN(Number(word)) ? word : Number(word) / PERCENT));
  const known = shares.filter((share) => typeof share === "number");
  return known.length === shares.length ? [...new Set(known)].sort((a, b) => a - b) : shares;
}
