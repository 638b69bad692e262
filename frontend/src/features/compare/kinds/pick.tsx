import type { QuestionOf } from "@/api/types";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Chip, Choosables } from "./Choosables";
import { asCommands, type Choosable, given, toggled } from "./choosing";
import { type Kind, letter, letterOf, type RowProps } from "./kind";
import styles from "./kinds.module.css";

function cards(question: QuestionOf<"pick">, desk: RowProps["desk"]): Choosable[] {
  const answer = given(desk, question);
  const picked = answer?.picked ?? [];
  const each = desk.sides.map(({ side }, n) => ({
    id: `pick-${n + 1}`,
    text: letter(n),
    name: t("Response {a} is good", { a: letter(n) }),
    keys: [String(n + 1)],
    on: picked.includes(side),
    press: (d: RowProps["desk"]) =>
      d.give(
        { picked: toggled(picked, side) },
        picked.includes(side) ? t("{a} off", { a: letter(n) }) : t("{a} on", { a: letter(n) }),
        true,
      ),
  }));
  if (question.options.at_least > 0) return each;
  return [
    ...each,
    {
      id: "pick-none",
      text: t("None"),
      name: t("None of them is good"),
      keys: ["0"],
      on: answer !== undefined && picked.length === 0,
      press: (d) => d.give({ picked: [] }, t("none")),
    },
  ];
}

/** The good ones out of a list. */
export const pick: Kind<"pick"> = {
  slots: () => 1,
  gaps: ({ options: { at_least, at_most } }, answer) => {
    const n = answer?.picked.length ?? -1;
    return n >= at_least && n <= (at_most ?? n) ? [] : [0];
  },
  begun: () => true,
  commands: (question, desk) => asCommands(question, cards(question, desk)),
  words: (_, answer, sides) =>
    answer ? answer.picked.map((side) => letterOf(side, sides)).join(", ") || t("none") : "",
  Row: PickRow,
};

function PickRow({ question, answer, sides, live, desk, onOpen }: RowProps<"pick">) {
  if (!live) return <Chip words={pick.words(question, answer, sides)} onOpen={() => onOpen()} />;
  const { at_least, at_most } = question.options;
  const bounds = [
    at_least > 0 && t("at least {n}", { n: at_least }),
    at_most !== null && t("at most {n}", { n: at_most }),
  ];
  return (
    <div className={cx(styles.line, styles.lineHere)}>
      <Choosables label={question.title} list={cards(question, desk)} desk={desk} several />
      <p className={styles.hint}>{bounds.filter(Boolean).join(", ")}</p>
    </div>
  );
}
