import type { AnswerOf, QuestionOf, Side } from "@/api/types";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Choosables, Places } from "./Choosables";
import { asCommands, type Choosable, given, sideAt } from "./choosing";
import { type Kind, letter, type RowProps, unfilled } from "./kind";
import styles from "./kinds.module.css";

type Question = QuestionOf<"rating">;
type Answer = AnswerOf["rating"] | undefined;

/** Response by response, and for each one scale by scale. */
function placeOf({ options: { scales } }: Question, slot: number) {
  const n = Math.floor(slot / scales.length);
  const scale = scales[slot % scales.length] ?? scales[0];
  return { n, scale };
}

const rated = (answer: Answer, side: string, scale: string): number | undefined =>
  answer?.ratings[side]?.[scale];

function points(question: Question, desk: RowProps["desk"]): Choosable[] {
  const { n, scale } = placeOf(question, desk.slot);
  const side = sideAt(desk.sides, n);
  const answer = given(desk, question);
  if (!scale || !side) return [];
  // A scale from 0 to 4 is answered with 0 to 4; others by place.
  const digits = scale.points.every((p) => p.value >= 0 && p.value <= 9);
  return scale.points.map(({ value, text }, place) => ({
    id: `point-${value}`,
    text,
    name: `${t("{what} of response {a}", { what: scale.title, a: letter(n) })}: ${value}, ${text}`,
    keys: [String(digits ? value : place + 1)],
    on: rated(answer, side, scale.key) === value,
    press: (d) =>
      d.give(
        {
          ratings: {
            ...answer?.ratings,
            [side]: { ...answer?.ratings[side], [scale.key]: value },
          },
        },
        `${letter(n)}, ${scale.title}: ${text}`,
      ),
  }));
}

/** Each response on several scales, one line per scale. */
export const rating: Kind<"rating"> = {
  slots: (question, sides) => sides.length * question.options.scales.length,
  gaps: (question, answer, sides) =>
    unfilled(rating.slots(question, sides), (slot) => {
      const { n, scale } = placeOf(question, slot);
      return rated(answer, sideAt(sides, n), scale?.key ?? "") !== undefined;
    }),
  begun: (answer) => Object.keys(answer.ratings).length > 0,
  commands: (question, desk) => asCommands(question, points(question, desk)),
  words: (question, answer, sides) => words(question, answer, sides),
  Row: RatingRow,
  pane: (question, { slot }) => placeOf(question, slot).n,
  lines: (question) => question.options.scales.length,
};

function words({ options: { scales } }: Question, answer: Answer, sides: readonly Side[]): string {
  return sides
    .map(({ side }, n) => {
      const values = scales.map((s) => rated(answer, side, s.key) ?? "–");
      return `${letter(n)} ${values.join(" ")}`;
    })
    .join(" · ");
}

function RatingRow({ question, answer, sides, live, slot, desk, onOpen }: RowProps<"rating">) {
  const { scales } = question.options;
  const here = placeOf(question, slot);
  return (
    <div className={styles.lines}>
      {scales.map((scale, at) => {
        const active = live && scale === here.scale;
        const several = scales.length > 1;
        return (
          <div key={scale.key} className={cx(styles.line, active && styles.lineHere)}>
            {several && (
              <span className={styles.scale} data-scale>
                {scale.title}
              </span>
            )}
            <Places
              sides={sides}
              at={active ? here.n : -1}
              said={(side) => String(rated(answer, side, scale.key) ?? "")}
              onOpen={(n) => onOpen(n * scales.length + at)}
            />
            {active && (
              <Choosables
                label={t("{what} of response {a}", { what: scale.title, a: letter(here.n) })}
                list={points(question, desk)}
                desk={desk}
              />
            )}
          </div>
        );
      })}
    </div>
  );
}
