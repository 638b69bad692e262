import { TextRow } from "../TextRow";
import { type Kind, unfilled } from "./kind";

/** Words of one's own: on the item, or on each response. */
export const text: Kind<"text"> = {
  slots: (question, sides) => (question.options.per === "response" ? sides.length : 1),
  gaps: (question, answer, sides) => {
    if (question.options.per !== "response") return answer?.text?.trim() ? [] : [0];
    const gaps = unfilled(sides.length, (n) => {
      const side = sides[n];
      return Boolean(side && answer?.texts?.[side.side]?.trim());
    });
    // An optional one is answered by a text on any of them.
    return !question.required && gaps.length < sides.length ? [] : gaps;
  },
  begun: (answer) =>
    [answer.text, ...Object.values(answer.texts ?? {})].some((written) => written?.trim()),
  commands: () => [],
  words: (_, answer) => answer?.text ?? Object.values(answer?.texts ?? {}).join(" · "),
  Row: TextRow,
  pane: (question, { slot }) => (question.options.per === "response" ? slot : null),
  writes: () => true,
};
