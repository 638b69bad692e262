import type { QuestionOf } from "@/api/types";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Chip, Choosables, Places } from "./Choosables";
import { asCommands, type Choosable, given, sideAt } from "./choosing";
import { type Kind, letter, type RowProps, unfilled } from "./kind";
import styles from "./kinds.module.css";

const word = (way: Way): string => (way === "up" ? t("Good") : t("Bad"));
const WAYS = ["up", "down"] as const;
type Way = (typeof WAYS)[number];

function ways(question: QuestionOf<"thumbs">, desk: RowProps["desk"]): Choosable[] {
  const answer = given(desk, question);
  const side = sideAt(desk.sides, desk.slot);
  const item = question.options.per === "item";
  const a = letter(desk.slot);
  const name = (way: Way): string => {
    if (item) return way === "up" ? t("The item is good") : t("The item is bad");
    return way === "up" ? t("Response {a} is good", { a }) : t("Response {a} is bad", { a });
  };
  return WAYS.map((way, n) => ({
    id: `thumb-${way}`,
    text: word(way),
    name: name(way),
    keys: [String(n + 1)],
    on: (item ? answer?.thumb : answer?.thumbs?.[side]) === way,
    press: (d) =>
      d.give(item ? { thumb: way } : { thumbs: { ...answer?.thumbs, [side]: way } }, name(way)),
  }));
}

/** Good or bad, on each response or once. */
export const thumbs: Kind<"thumbs"> = {
  slots: (question, sides) => (question.options.per === "item" ? 1 : sides.length),
  gaps: (question, answer, sides) =>
    question.options.per === "item"
      ? answer?.thumb
        ? []
        : [0]
      : unfilled(sides.length, (n) => answer?.thumbs?.[sideAt(sides, n)] !== undefined),
  begun: (answer) => Boolean(answer.thumb) || Object.keys(answer.thumbs ?? {}).length > 0,
  commands: (question, desk) => asCommands(question, ways(question, desk)),
  words: (_, answer, sides) => {
    if (!answer) return "";
    if (answer.thumb) return word(answer.thumb);
    return sides
      .flatMap(({ side }, n) => {
        const way = answer.thumbs?.[side];
        return way ? [`${letter(n)} ${word(way).toLowerCase()}`] : [];
      })
      .join(" · ");
  },
  Row: ThumbsRow,
  pane: (question, { slot }) => (question.options.per === "item" ? null : slot),
};

function ThumbsRow({ question, answer, sides, live, slot, desk, onOpen }: RowProps<"thumbs">) {
  if (!live) return <Chip words={thumbs.words(question, answer, sides)} onOpen={() => onOpen()} />;
  const each = question.options.per === "response";
  return (
    <div className={cx(styles.line, styles.lineHere)}>
      {each && sides.length > 1 && (
        <Places
          sides={sides}
          at={slot}
          said={(side) => {
            const way = answer?.thumbs?.[side];
            return way ? word(way) : "";
          }}
          onOpen={onOpen}
        />
      )}
      <Choosables
        label={each ? t("Response {a}", { a: letter(slot) }) : question.title}
        list={ways(question, desk)}
        desk={desk}
      />
    </div>
  );
}
