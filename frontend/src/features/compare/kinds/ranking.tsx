import type { AnswerOf, QuestionOf, Side } from "@/api/types";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Chip, Choosables, Places } from "./Choosables";
import { asCommands, type Choosable, given, sideAt } from "./choosing";
import { type Kind, letter, type RowProps, unfilled } from "./kind";
import styles from "./kinds.module.css";

type Answer = AnswerOf["ranking"] | undefined;

function places(question: QuestionOf<"ranking">, desk: RowProps["desk"]): Choosable[] {
  const side = sideAt(desk.sides, desk.slot);
  const answer = given(desk, question);
  return desk.sides.map((_, n) => ({
    id: `rank-${n + 1}`,
    text: n === 0 ? t("1, best") : String(n + 1),
    name: t("Response {a} takes place {n}", { a: letter(desk.slot), n: n + 1 }),
    keys: [String(n + 1)],
    on: answer?.ranks[side] === n + 1,
    press: (d) => {
      const ranks = { ...answer?.ranks };
      // Without ties a place belongs to one response: whoever had it is asked again.
      if (!question.options.ties)
        for (const other of Object.keys(ranks)) if (ranks[other] === n + 1) delete ranks[other];
      d.give(
        { ranks: { ...ranks, [side]: n + 1 } },
        t("{a} takes place {n}", { a: letter(d.slot), n: n + 1 }),
      );
    },
  }));
}

/** All responses in order: one number each, the same number for a tie. Nothing is ever dragged. */
export const ranking: Kind<"ranking"> = {
  slots: (_, sides) => sides.length,
  gaps: (_, answer, sides) =>
    unfilled(sides.length, (n) => answer?.ranks[sideAt(sides, n)] !== undefined),
  begun: (answer) => Object.keys(answer.ranks).length > 0,
  commands: (question, desk) => asCommands(question, places(question, desk)),
  words: (_, answer, sides) => order(answer, sides),
  Row: RankingRow,
  pane: (_, { slot }) => slot,
};

/** "B > A = D > C" */
function order(answer: Answer, sides: readonly Side[]): string {
  const ranks = answer?.ranks ?? {};
  const taken = [...new Set(Object.values(ranks))].sort((a, b) => a - b);
  return taken
    .map((rank) =>
      sides.flatMap(({ side }, n) => (ranks[side] === rank ? [letter(n)] : [])).join(" = "),
    )
    .join(" > ");
}

function RankingRow({ question, answer, sides, live, slot, desk, onOpen }: RowProps<"ranking">) {
  const words = order(answer, sides);
  if (!live) return <Chip words={words} onOpen={() => onOpen()} />;
  return (
    <div className={cx(styles.line, styles.lineHere)}>
      <Places
        sides={sides}
        at={slot}
        said={(side) => String(answer?.ranks[side] ?? "")}
        onOpen={onOpen}
      />
      <Choosables
        label={t("Place of response {a}", { a: letter(slot) })}
        list={places(question, desk)}
        desk={desk}
      />
      <p className={styles.hint} aria-live="polite">
        {words || t("1 is best; the same number is a tie")}
      </p>
    </div>
  );
}
