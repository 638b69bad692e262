import { expect, it } from "vitest";
import type { Answer, QuestionType } from "@/api/types";
import { opsOf, partsOf, startOf } from "./conditionParts";
import { holds } from "./conditions";
import { newQuestion, TYPES } from "./questions";

/** Of each type an answer as displayed that its first condition is to hold for, and one it is not. */
const GIVEN: { [T in QuestionType]?: [Answer, Answer] } = {
  comparison: [
    { side: "left", strength: 2 },
    { side: "left", strength: 1 },
  ],
  rating: [
    { ratings: { left: { quality: 1 }, right: { quality: 4 } } },
    { ratings: { left: { quality: 1 }, right: { quality: 1 } } },
  ],
  ranking: [{ ranks: { left: 1, right: 2 } }, { ranks: { left: 1, right: 1 } }],
  pick: [{ picked: ["left"] }, { picked: [] }],
  thumbs: [{ thumbs: { left: "up", right: "down" } }, { thumbs: { left: "down", right: "down" } }],
  choice: [{ choice: "yes" }, { choice: "no" }],
  multi_choice: [{ chosen: ["first"] }, { chosen: ["second"] }],
  text: [{ text: "Because." }, {}],
  critique: [{ reasons: ["wrong"] }, { reasons: [] }],
  spans: [{ spans: { left: [{ category: "not_true" }] } }, { spans: { left: [] } }],
  steps: [{ steps: { left: [{ label: "right" }] } }, { steps: { left: [{ label: "wrong" }] } }],
  citations: [
    { citations: { left: [{ label: "supported" }] } },
    { citations: { left: [{ label: "partly" }] } },
  ],
  playback: [{ played: { left: { seconds: 3 } } }, { played: { left: { seconds: 1 } } }],
  regions: [
    { regions: { left: [{ category: "looks_wrong" }] } },
    { regions: { left: [{ category: "not_what_was_asked" }] } },
  ],
} as never;

it.each(Object.keys(TYPES) as QuestionType[])("a first condition on a %s can hold", (type) => {
  const question = newQuestion(type, []);
  const [part] = partsOf(question);
  const given = GIVEN[type];
  expect(Boolean(part)).toBe(Boolean(given));
  if (!part || !given) return;
  const when = startOf(question.key, part);
  expect(opsOf(part)).toContain(when.op);
  expect(given.map((answer) => holds(when, { [question.key]: answer }))).toEqual([true, false]);
});
