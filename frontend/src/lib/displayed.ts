import type { Answer, Answers, Question } from "@/api/types";
import { t } from "./i18n";
import { answerText } from "./words";

const LETTERS: Record<string, string> = { left: "A", right: "B" };

/** The letter over a response, from the side it was shown on. */
export function letterOn(side: string): string {
  return LETTERS[side] ?? "ABCDEFGHI"[Number(side) - 1] ?? side;
}

/** An answer as it was displayed, in words: responses by the letters over them. */
export function displayed(answer: Answer | undefined, question: Question): string {
  if (!answer) return "–";
  if (question.type === "comparison") {
    const { side } = answer as { side: string };
    if (side === "tie") return t("Tie");
    return side === "both_bad" ? t("Both bad") : letterOn(side);
  }
  const letters = ["left", "right", ...Array.from({ length: 9 }, (_, n) => String(n + 1))];
  const bySide = JSON.stringify(answer, (_, value) =>
    value && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [
            letters.includes(key) ? letterOn(key) : key,
            inner,
          ]),
        )
      : value,
  );
  return answerText(JSON.parse(bySide), textsOf(question));
}

/** Every answer in one line, in the order asked. */
export function allDisplayed(answers: Answers, questions: readonly Question[]): string {
  return questions
    .filter((question) => answers[question.key])
    .map((question) => `${question.title}: ${displayed(answers[question.key], question)}`)
    .join("; ");
}

/** What the keys of choices and scales mean. */
function textsOf(question: Question): ReadonlyMap<string, string> {
  const options = question.options as Record<string, unknown>;
  const named = [options.choices, options.scales, options.reasons].flatMap((list) =>
    Array.isArray(list) ? list : [],
  ) as { key?: string; text?: string; title?: string }[];
  return new Map(
    named.flatMap((one) => (one.key ? [[one.key, one.text ?? one.title ?? one.key] as const] : [])),
  );
}
