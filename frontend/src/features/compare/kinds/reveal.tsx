import { api, body } from "@/api/client";
import type { QuestionOf } from "@/api/types";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Chip, Choosables } from "./Choosables";
import { asCommands, type Choosable } from "./choosing";
import type { Kind, RowProps } from "./kind";
import styles from "./kinds.module.css";

/** Not a digit: those answer the row before, and one too many must not show anything for good. */
const showing = (): Choosable => ({
  id: "outcome",
  text: t("Show the outcome"),
  keys: ["o"],
  on: false,
  press: (d) => d.submit(),
});

/** Where the outcome is shown: what is answered before it stays, what comes after it knows it. */
export const reveal: Kind<"reveal"> = {
  slots: () => 1,
  gaps: (_, answer) => (answer ? [] : [0]),
  begun: () => true,
  gate: true,
  commands: (question: QuestionOf<"reveal">, desk) =>
    desk.answers[question.key] ? [] : asCommands(question, [showing()]),
  words: (_, answer) => (answer ? t("shown") : ""),
  proceed: async ({ assignment }, answers, active_seconds, say) => {
    try {
      const revealed = await body(
        api.POST("/api/assignments/{assignment_id}/reveal", {
          params: { path: { assignment_id: assignment.id } },
          body: { lease_token: assignment.lease_token, answers, active_seconds },
        }),
      );
      say(t("The outcome is shown. What you answered before it stays."), "info", { quiet: true });
      return revealed;
    } catch (error) {
      const why = error instanceof Error ? t(error.message) : t("The outcome could not be loaded.");
      say(why, "warn");
      return null;
    }
  },
  Row: RevealRow,
};

function RevealRow({ question, answer, live, desk, onOpen }: RowProps<"reveal">) {
  if (!live || answer)
    return <Chip words={reveal.words(question, answer, desk.sides)} onOpen={() => onOpen()} />;
  return (
    <div className={cx(styles.line, styles.lineHere)}>
      <Choosables label={question.title} list={[showing()]} desk={desk} />
      <p className={styles.hint}>
        {t("What you answered above is kept as it is, and cannot change.")}
      </p>
    </div>
  );
}
