import { t } from "@/lib/i18n";
import { letter, type RowProps } from "./kinds/kind";
import styles from "./VerdictBar.module.css";

/** One line that grows over the responses while it is written in, so that nothing moves. */
export function TextRow(props: RowProps<"text">) {
  const { question, answer, sides, onAnswer, onOpen } = props;
  const { per, max_length } = question.options;
  const each = per === "response" ? sides : [null];
  return (
    <div className={styles.texts}>
      {each.map((side, n) => (
        <div key={side?.side ?? ""} className={styles.text}>
          <textarea
            data-slot={n}
            rows={1}
            dir="auto"
            aria-label={
              side
                ? t("{title}, response {a}", { title: question.title, a: letter(n) })
                : question.title
            }
            maxLength={max_length}
            placeholder={
              side ? t("On {a}", { a: letter(n) }) : question.help || t("In a few words")
            }
            value={(side ? answer?.texts?.[side.side] : answer?.text) ?? ""}
            onFocus={() => onOpen(n)}
            onChange={({ currentTarget: { value } }) =>
              onAnswer(side ? { texts: { ...answer?.texts, [side.side]: value } } : { text: value })
            }
            onKeyDown={(event) => {
              // Esc gives the single keys back.
              if (event.key === "Escape") event.currentTarget.blur();
            }}
          />
        </div>
      ))}
    </div>
  );
}
