import type { AdjudicationItem, Answers, Cause } from "@/api/typesAdjudication";
import type { Command } from "@/commands/commands";

export const CAUSES: { cause: Cause; label: string; key: string }[] = [
  { cause: "ambiguous", label: "Ambiguous", key: "q" },
  { cause: "guideline_gap", label: "Guideline gap", key: "w" },
  { cause: "error", label: "Annotator error", key: "e" },
  { cause: "edge_case", label: "Edge case", key: "r" },
  { cause: "taste", label: "Taste", key: "t" },
];
/** Confidence by step: the label's posterior. */
export const CONFIDENCES: readonly number[] = [0.6, 0.8, 0.95];

export type Choice = {
  /** Of each question which of its options is picked. */
  picked: Record<string, number>;
  cause: Cause | null;
  confidence: number;
};

export const fresh: Choice = { picked: {}, cause: null, confidence: 0.8 };

/** An answer that somebody gave, and how many did. */
export type Option = { answer: Record<string, unknown>; who: string[] };

/** The different answers to a question, most given first; those of a comparison nobody chose last. */
export function optionsOf(item: AdjudicationItem, question: string): Option[] {
  const found = new Map<string, Option>();
  for (const { who, answers } of item.answers) {
    const answer = answers[question];
    if (!answer) continue;
    const text = JSON.stringify(answer, Object.keys(answer).sort());
    const option = found.get(text) ?? { answer, who: [] };
    option.who.push(who);
    found.set(text, option);
  }
  const given = [...found.values()].sort((x, y) => y.who.length - x.who.length);
  return [...given, ...unsaid(item, question, given)].slice(0, 9);
}

/** Everybody may have been wrong: what a comparison could also be answered. */
function unsaid(item: AdjudicationItem, key: string, given: Option[]): Option[] {
  const question = item.questions.find((q) => q.key === key);
  if (question?.type !== "comparison") return [];
  const said = new Set(given.map((o) => o.answer.winner));
  const { tie, both_bad } = question.options;
  const all = ["a", "b", ...(tie ? ["tie"] : []), ...(both_bad ? ["both_bad"] : [])];
  const strengths: Record<string, number | null> = { a: -1, b: 1, tie: 0, both_bad: null };
  return all
    .filter((winner) => !said.has(winner))
    .map((winner) => ({ answer: { winner, strength: strengths[winner] ?? null }, who: [] }));
}

/** Everybody who gave an answer, by letter; of many only how many. */
export function whoSaid(who: readonly string[]): string {
  const names = who.map((name) => name.replace("Rater ", "")).join(", ");
  return who.length <= 8 || names.length <= 24 ? names : `${who.length} raters`;
}

/** The questions there is something to choose in, in order. */
export function askedOf(item: AdjudicationItem): AdjudicationItem["questions"] {
  return item.questions.filter((q) => item.answers.some((a) => a.answers[q.key]));
}

/** What is settled by the choice. */
export function answersOf(item: AdjudicationItem, choice: Choice): Answers {
  const picked = askedOf(item).map((q) => {
    const at = choice.picked[q.key];
    const option = at === undefined ? undefined : optionsOf(item, q.key)[at];
    return [q.key, option?.answer] as const;
  });
  return Object.fromEntries(picked.filter(([, answer]) => answer !== undefined)) as Answers;
}

export function ready(item: AdjudicationItem, choice: Choice): boolean {
  return choice.cause !== null && Object.keys(answersOf(item, choice)).length > 0;
}

/** The question whose options the digits pick: the first that nothing is picked of, else the last. */
export function focused(item: AdjudicationItem, choice: Choice): string | undefined {
  const asked = askedOf(item).map((q) => q.key);
  return asked.find((key) => choice.picked[key] === undefined) ?? asked.at(-1);
}

export type Desk = {
  item: AdjudicationItem;
  choice: Choice;
  busy: boolean;
  pick: (question: string, at: number) => void;
  tag: (cause: Cause) => void;
  surer: (by: 1 | -1) => void;
  clear: () => void;
  go: (by: 1 | -1) => void;
  submit: () => void;
};

/** One list feeds the keys, the buttons and what is printed on them. */
export const commands: readonly Command<Desk>[] = [
  ...Array.from({ length: 9 }, (_, n) => ({
    id: `pick ${n + 1}`,
    label: `Answer ${n + 1}`,
    keys: [String(n + 1)],
    group: "Answer",
    enabled: ({ item, choice, busy }: Desk) => {
      const key = focused(item, choice);
      return !busy && key !== undefined && n < optionsOf(item, key).length;
    },
    run: ({ item, choice, pick }: Desk) => pick(focused(item, choice) ?? "", n),
  })),
  ...CAUSES.map(({ cause, label, key }) => ({
    id: cause,
    label,
    keys: [key],
    group: "Cause",
    enabled: ({ busy }: Desk) => !busy,
    run: ({ tag }: Desk) => tag(cause),
  })),
  command("surer", "More sure", ["ArrowUp"], ({ surer }) => surer(1)),
  command("less sure", "Less sure", ["ArrowDown"], ({ surer }) => surer(-1)),
  command("clear", "Begin again", ["Backspace"], ({ clear }) => clear()),
  command("next", "Next item", ["ArrowRight"], ({ go }) => go(1)),
  command("previous", "Previous item", ["ArrowLeft"], ({ go }) => go(-1)),
  {
    ...command("submit", "Settle", ["Enter", "Mod+Enter"], ({ submit }) => submit()),
    enabled: ({ item, choice, busy }: Desk) => !busy && ready(item, choice),
    whileTyping: true,
  },
];

function command(id: string, label: string, keys: string[], run: (desk: Desk) => void) {
  return { id, label, keys, group: "Item", enabled: ({ busy }: Desk) => !busy, run };
}
