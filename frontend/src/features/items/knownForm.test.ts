import { expect, it } from "vitest";
import type { Question, QuestionType } from "@/api/types";
import { newQuestion, TYPES } from "@/lib/questions";
import { canBeKnown, knownAnswers, knownForm, nameOf } from "./knownForm";

const RESPONSES = ["a", "b"];
const ask = (type: QuestionType, options = {}) => {
  const question = newQuestion(type, []);
  return { ...question, options: { ...question.options, ...options } } as Question;
};

function filled(question: Question, values: readonly string[]): FormData {
  const form = new FormData();
  for (const [n, value] of values.entries()) form.set(nameOf(question, n), value);
  return form;
}

it.each([
  [ask("comparison"), ["b"], { winner: "b" }],
  [ask("rating"), ["5", "1"], { ratings: { a: { quality: 5 }, b: { quality: 1 } } }],
  [ask("ranking"), ["2", "1"], { ranks: { a: 2, b: 1 } }],
  [ask("pick"), ["no", "yes"], { picked: ["b"], of: ["a", "b"] }],
  [ask("pick"), ["no", "no"], { picked: [], of: ["a", "b"] }],
  [ask("thumbs"), ["up", "down"], { thumbs: { a: "up", b: "down" } }],
  [ask("thumbs", { per: "item" }), ["up"], { thumb: "up" }],
  [ask("choice"), ["no"], { choice: "no" }],
  [ask("choice", { per: "response" }), ["no", "yes"], { choices: { a: "no", b: "yes" } }],
  [ask("multi_choice"), ["no", "yes"], { chosen: ["second"] }],
  [ask("steps"), ['{"steps": {}}'], { steps: {} }],
] as const)("%j is known as it was filled in, and shown so again", (question, values, answer) => {
  const read = knownAnswers(filled(question, values), [question], RESPONSES);
  expect(read).toEqual({ [question.key]: answer });
  const again = knownForm(question, RESPONSES, read[question.key]);
  if (again) expect(again.fields.map((field) => field.value)).toEqual(values);
});

it("what is left empty is not compared, and what is half filled in is told", () => {
  const rating = ask("rating");
  expect(knownAnswers(filled(rating, ["", ""]), [rating], RESPONSES)).toEqual({});
  expect(() => knownAnswers(filled(rating, ["5", ""]), [rating], RESPONSES)).toThrow(/half/);
  const steps = ask("steps");
  expect(() => knownAnswers(filled(steps, ["{"]), [steps], RESPONSES)).toThrow(/no JSON/);
});

it("every type has fields, or JSON, or cannot be known", () => {
  const known = (Object.keys(TYPES) as QuestionType[]).filter((type) => canBeKnown(ask(type)));
  expect(known.filter((type) => !knownForm(ask(type), RESPONSES))).toEqual([
    "steps",
    "citations",
    "regions",
  ]);
});
