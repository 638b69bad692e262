/** Known answers as a form: for each type of question its fields, and the answer they make. */

import type { Choice, Options, Question, QuestionType } from "@/api/types";
import type { Gold } from "@/api/typesGold";

type Answer = Gold["answers"][string];
/** One of a few, or nothing said. */
export type KnownField = { label: string; choices: readonly Choice[]; value: string };
type Made = {
  fields: KnownField[];
  /** From what stands in the fields, in their order; every one is filled in. */
  answer: (values: readonly string[]) => Answer;
};
type Make<T extends QuestionType> = (
  options: Options[T],
  responses: readonly string[],
  known: Answer | undefined,
) => Made;

const YES_NO = [
  { key: "yes", text: "Yes" },
  { key: "no", text: "No" },
];
const THUMBS = [
  { key: "up", text: "Good" },
  { key: "down", text: "Bad" },
];
const ORDINALS = "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth".split(" ");
const nth = (n: number) => `${ORDINALS[n] ?? n + 1} response`;
const word = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
type Dict = Record<string, unknown>;
const dict = (value: unknown): Dict => (value ?? {}) as Dict;

/** The same choices for every response, or once about the item. */
function each(
  choices: readonly Choice[],
  responses: readonly string[],
  given: unknown,
  put: (values: Dict) => Answer,
  read: (value: string) => unknown = (value) => value,
): Made {
  return {
    fields: responses.map((key, n) => ({
      label: nth(n),
      choices,
      value: word(dict(given)[key]),
    })),
    answer: (values) =>
      put(Object.fromEntries(responses.map((key, n) => [key, read(values[n] ?? "")]))),
  };
}

function once(name: string, choices: readonly Choice[], known: Answer | undefined): Made {
  return {
    fields: [{ label: "", choices, value: word(known?.[name]) }],
    answer: ([value]) => ({ [name]: value }),
  };
}

/** Each of a few either belongs to the answer or does not. */
function some(names: readonly Choice[], chosen: unknown, put: (keys: string[]) => Answer): Made {
  const there = Array.isArray(chosen) ? chosen : null;
  return {
    fields: names.map(({ key, text }) => ({
      label: text,
      choices: YES_NO,
      value: there ? (there.includes(key) ? "yes" : "no") : "",
    })),
    answer: (values) => put(names.flatMap(({ key }, n) => (values[n] === "yes" ? [key] : []))),
  };
}

/** Types that are not here are written as JSON, or cannot be known at all. */
const MAKES: { [T in QuestionType]?: Make<T> } = {
  comparison: ({ tie, both_bad }, _, known) =>
    once(
      "winner",
      [
        { key: "a", text: "The first response is better" },
        { key: "b", text: "The second response is better" },
        ...(tie ? [{ key: "tie", text: "Tie" }] : []),
        ...(both_bad ? [{ key: "both_bad", text: "Both bad" }] : []),
      ],
      known,
    ),
  rating: ({ scales }, responses, known) => {
    const rated = dict(known?.ratings);
    return {
      fields: responses.flatMap((key, n) =>
        scales.map((scale) => ({
          label: `${scale.title}, ${nth(n).toLowerCase()}`,
          choices: scale.points.map(({ value, text }) => ({
            key: String(value),
            text: `${value}: ${text}`,
          })),
          value: word(dict(rated[key])[scale.key]),
        })),
      ),
      answer: (values) => ({
        ratings: Object.fromEntries(
          responses.map((key, n) => [
            key,
            Object.fromEntries(
              scales.map((scale, m) => [scale.key, Number(values[n * scales.length + m])]),
            ),
          ]),
        ),
      }),
    };
  },
  ranking: (_, responses, known) =>
    each(
      responses.map((_, n) => ({ key: String(n + 1), text: `Place ${n + 1}` })),
      responses,
      known?.ranks,
      (ranks) => ({ ranks }),
      Number,
    ),
  pick: (_, responses, known) =>
    some(
      responses.map((key, n) => ({ key, text: `${nth(n)} is good` })),
      known?.picked,
      (picked) => ({ picked, of: [...responses] }),
    ),
  thumbs: ({ per }, responses, known) =>
    per === "item"
      ? once("thumb", THUMBS, known)
      : each(THUMBS, responses, known?.thumbs, (thumbs) => ({ thumbs })),
  choice: ({ per, choices }, responses, known) =>
    per === "item"
      ? once("choice", choices, known)
      : each(choices, responses, known?.choices, (choices) => ({ choices })),
};

/** The fields for a question; null: its answer is written as JSON. */
export function knownForm(
  question: Question,
  responses: readonly string[],
  known?: Answer,
): Made | null {
  if (question.type === "multi_choice" && question.options.per === "item")
    return some(question.options.choices, known?.chosen, (chosen) => ({ chosen }));
  const make = MAKES[question.type] as Make<QuestionType> | undefined;
  return make?.(question.options as never, responses, known) ?? null;
}

/** Of texts and of marks in them nobody can say that they are the right ones. */
const UNKNOWABLE: readonly QuestionType[] = ["text", "critique", "spans", "reveal", "playback"];
export const canBeKnown = ({ type }: Question) => !UNKNOWABLE.includes(type);

/** The name of the nth field of a question. */
export const nameOf = (question: Question, n: number) => `${question.key}/${n}`;

/**
 * The answers in a form; questions left empty are not compared.
 * @throws Error that says which question is half answered, or cannot be read.
 */
export function knownAnswers(
  form: FormData,
  questions: readonly Question[],
  responses: readonly string[],
): Gold["answers"] {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const answers: Gold["answers"] = {};
  for (const question of questions.filter(canBeKnown)) {
    const made = knownForm(question, responses);
    const values = (made?.fields ?? [null]).map((_, n) => text(nameOf(question, n)));
    if (values.every((value) => value === "")) continue;
    if (values.includes(""))
      throw new Error(`“${question.title}” is half answered: fill in all of it, or none.`);
    answers[question.key] = made ? made.answer(values) : json(values[0] ?? "", question.title);
  }
  return answers;
}

function json(text: string, title: string): Answer {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The answer to “${title}” is no JSON; copy it from a judgment.`);
  }
}
