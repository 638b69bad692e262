import type { RefObject } from "react";
import type { Question } from "@/api/types";
import styles from "./VerdictBar.module.css";

type Props = {
  question: Extract<Question, { type: "text" }>;
  text: string;
  onText: (text: string) => void;
  onFocus: () => void;
  box: RefObject<HTMLTextAreaElement | null> | null;
};

/** One line that grows over the responses while it is written in, so that nothing moves. */
export function TextRow({ question, text, onText, onFocus, box }: Props) {
  return (
    <div className={styles.text}>
      <textarea
        ref={box}
        rows={1}
        dir="auto"
        aria-label={question.title}
        maxLength={question.options.max_length}
        placeholder={question.help || "In a few words"}
        value={text}
        onFocus={onFocus}
        onChange={(event) => onText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Esc gives the single keys back.
          if (event.key === "Escape") event.currentTarget.blur();
        }}
      />
    </div>
  );
}
