import type { AnswerOf, Choice, QuestionOf, Side } from "@/api/types";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Chip, Choosables, Places } from "./Choosables";
import { asCommands, type Choosable, given, sideAt, toggled } from "./choosing";
import { type Kind, letter, type RowProps, unfilled } from "./kind";
import styles from "./kinds.module.css";

type Desk = RowProps["desk"];
type Several = QuestionOf<"multi_choice">;

const textOf = (choices: readonly Choice[], key: string | undefined) =>
  choices.find((c) => c.key === key)?.text ?? "";

/** "A: Right · B: Wrong" */
function perResponse(sides: readonly Side[], said: (side: string) => string): string {
  return sides
    .flatMap(({ side }, n) => (said(side) ? [`${letter(n)}: ${said(side)}`] : []))
    .join(" · ");
}

function choices(question: QuestionOf<"choice">, desk: Desk): Choosable[] {
  const answer = given(desk, question);
  const side = sideAt(desk.sides, desk.slot);
  const item = question.options.per === "item";
  return question.options.choices.map(({ key, text }, n) => ({
    id: key,
    text,
    ...(item ? {} : { name: `${t("Response {a}", { a: letter(desk.slot) })}: ${text}` }),
    keys: [String(n + 1)],
    on: (item ? answer?.choice : answer?.choices?.[side]) === key,
    press: (d) =>
      d.give(item ? { choice: key } : { choices: { ...answer?.choices, [side]: key } }, text),
  }));
}

/** One of a few choices. */
export const choice: Kind<"choice"> = {
  slots: (question, sides) => (question.options.per === "item" ? 1 : sides.length),
  gaps: (question, answer, sides) =>
    question.options.per === "item"
      ? answer?.choice
        ? []
        : [0]
      : unfilled(sides.length, (n) => answer?.choices?.[sideAt(sides, n)] !== undefined),
  begun: (answer) => Boolean(answer.choice) || Object.keys(answer.choices ?? {}).length > 0,
  commands: (question, desk) => asCommands(question, choices(question, desk)),
  words: ({ options }, answer, sides) =>
    options.per === "item"
      ? textOf(options.choices, answer?.choice)
      : perResponse(sides, (side) => textOf(options.choices, answer?.choices?.[side])),
  Row: (props) => (
    <ChoosingRow
      {...props}
      words={choice.words(props.question, props.answer, props.sides)}
      said={(side) => textOf(props.question.options.choices, props.answer?.choices?.[side])}
      list={() => choices(props.question, props.desk)}
      several={false}
    />
  ),
  pane: (question, { slot }) => (question.options.per === "item" ? null : slot),
};

function chosenOf(answer: AnswerOf["multi_choice"] | undefined, side: string | null) {
  const chosen = answer?.chosen;
  if (side === null) return Array.isArray(chosen) ? chosen : undefined;
  return Array.isArray(chosen) ? undefined : chosen?.[side];
}

function several(question: Several, desk: Desk): Choosable[] {
  const { choices: offered, per, at_least } = question.options;
  const side = per === "item" ? null : sideAt(desk.sides, desk.slot);
  const answer = given(desk, question);
  const now = chosenOf(answer, side);
  const before = answer && !Array.isArray(answer.chosen) ? answer.chosen : {};
  const put = (list: string[]) => ({ chosen: side === null ? list : { ...before, [side]: list } });
  const each: Choosable[] = offered.map(({ key, text }, n) => ({
    id: key,
    text,
    ...(side === null ? {} : { name: `${t("Response {a}", { a: letter(desk.slot) })}: ${text}` }),
    keys: [String(n + 1)],
    on: now?.includes(key) ?? false,
    press: (d) => d.give(put(toggled(now ?? [], key)), text, true),
  }));
  if (at_least > 0) return each;
  const none: Choosable = {
    id: "none-of-them",
    text: t("None"),
    keys: ["0"],
    on: now?.length === 0,
    press: (d) => d.give(put([]), t("none")),
  };
  return [...each, none];
}

/** Several of a few choices. */
export const multiChoice: Kind<"multi_choice"> = {
  slots: (question, sides) => (question.options.per === "item" ? 1 : sides.length),
  gaps: (question, answer, sides) => {
    const { per, at_least, at_most } = question.options;
    return unfilled(per === "item" ? 1 : sides.length, (n) => {
      const count = chosenOf(answer, per === "item" ? null : sideAt(sides, n))?.length ?? -1;
      return count >= at_least && count <= (at_most ?? count);
    });
  },
  // An emptied list that may not be empty is no answer.
  begun: (answer) =>
    Array.isArray(answer.chosen) ? answer.chosen.length > 0 : Object.keys(answer.chosen).length > 0,
  commands: (question, desk) => asCommands(question, several(question, desk)),
  words: ({ options }, answer, sides) => {
    const said = (side: string | null) => {
      const chosen = chosenOf(answer, side);
      return (
        chosen?.map((key) => textOf(options.choices, key)).join(", ") || (chosen ? t("none") : "")
      );
    };
    return options.per === "item" ? said(null) : perResponse(sides, said);
  },
  Row: (props) => (
    <ChoosingRow
      {...props}
      words={multiChoice.words(props.question, props.answer, props.sides)}
      said={(side) => {
        const chosen = chosenOf(props.answer, side);
        return chosen ? String(chosen.length) : "";
      }}
      list={() => several(props.question, props.desk)}
      several
    />
  ),
  pane: (question, { slot }) => (question.options.per === "item" ? null : slot),
};

type Props = Omit<RowProps<"choice" | "multi_choice">, "onAnswer"> & {
  words: string;
  said: (side: string) => string;
  list: () => Choosable[];
  several: boolean;
};

function ChoosingRow({
  question,
  sides,
  live,
  slot,
  desk,
  onOpen,
  words,
  said,
  list,
  several,
}: Props) {
  if (!live) return <Chip words={words} onOpen={() => onOpen()} />;
  const each = question.options.per === "response";
  return (
    <div className={cx(styles.line, styles.lineHere)}>
      {each && <Places sides={sides} at={slot} said={said} onOpen={onOpen} />}
      <Choosables
        label={
          each
            ? t("{title}, response {a}", { title: question.title, a: letter(slot) })
            : question.title
        }
        list={list()}
        desk={desk}
        several={several}
      />
    </div>
  );
}
