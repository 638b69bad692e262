import { t } from "@/lib/i18n";
import { directionOf } from "@/lib/script";
import { letter, type RowProps } from "./kinds/kind";
import styles from "./VerdictBar.module.css";

/** One line that grows over the responses while it is written in, so that nothing moves. */
export function TextRow(props: RowProps<"text">) {
  const { question, answer, sides, onAnswer, onOpen } = props;
  const { per, max_length } = question.options;
  const each = per === "response" ? sides : [null];
  return (
    <div className={styles.texts}>
      {each.map((side, n) => {
        const value = (side ? answer?.texts?.[side.side] : answer?.text) ?? "";
        const wanted = side ? t("On {a}", { a: letter(n) }) : question.help || t("In a few words");
        return (
          <div key={side?.side ?? ""} className={styles.text}>
            <textarea
              data-slot={n}
              rows={1}
              // What the project says may run another way than the page.
              dir={value ? "auto" : directionOf(wanted)}
              aria-label={
                side
                  ? t("{title}, response {a}", { title: question.title, a: letter(n) })
                  : question.title
              }
              maxLength={max_length}
              placeholder={wanted}
              value={value}
              onFocus={() => onOpen(n)}
              onChange={({ currentTarget: { value } }) =>
                onAnswer(
                  side ? { texts: { ...answer?.texts, [side.side]: value } } : { text: value },
                )
              }
              onKeyDown={(event) => {
                // Esc gives the single keys back.
                if (event.key === "Escape") event.currentTarget.blur();
              }}
            />
          </div>
        );
      })}
    </div>
  );
}
