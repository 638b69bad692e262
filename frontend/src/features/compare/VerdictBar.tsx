import { type RefObject, useEffect, useRef, useState } from "react";
import type { Answer, Question } from "@/api/types";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import type { BenchDesk } from "./benchCommands";
import { ComparisonRow } from "./ComparisonRow";
import { isAnswered } from "./scale";
import type { Work } from "./state";
import { TextRow } from "./TextRow";
import styles from "./VerdictBar.module.css";

/** How long an answered row stays open, so that the choice is seen. A delay, not an animation. */
const SEEN_MS = 350;

type Props = {
  questions: readonly Question[];
  work: Work;
  row: number;
  desk: BenchDesk;
  writing: RefObject<HTMLTextAreaElement | null>;
  onText: (key: string, text: string) => void;
};

/** One row per question, one of them active. Its height depends on the number of rows alone. */
export function VerdictBar({ questions, work, row, desk, writing, onText }: Props) {
  const lingering = useLingering(row);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.children[row]?.scrollIntoView({ block: "nearest" });
  }, [row]);
  const firstText = questions.findIndex((q) => q.type === "text");
  return (
    <section className={styles.bar} aria-labelledby="verdict-title">
      <h2 id="verdict-title" className="visually-hidden">
        Your verdict
      </h2>
      <ol
        ref={list}
        className={styles.rows}
        style={{ "--rows": questions.length } as React.CSSProperties}
      >
        {questions.map((question, n) => (
          <Row
            key={question.key}
            question={question}
            answer={work.answers[question.key]}
            active={n === row}
            lingering={n === lingering}
            desk={desk}
            onOpen={() => desk.goTo(n)}
            onText={(text) => onText(question.key, text)}
            box={n === firstText ? writing : null}
          />
        ))}
      </ol>
      <p className={styles.steps} aria-hidden="true">
        {questions.map((q, n) => (
          <span
            key={q.key}
            className={cx(
              styles.step,
              isAnswered(q, work.answers[q.key]) && styles.stepDone,
              n === row && styles.stepHere,
            )}
          />
        ))}
      </p>
    </section>
  );
}

type RowProps = {
  question: Question;
  answer: Answer | undefined;
  active: boolean;
  /** Was active a moment ago. */
  lingering: boolean;
  desk: BenchDesk;
  onOpen: () => void;
  onText: (text: string) => void;
  box: RefObject<HTMLTextAreaElement | null> | null;
};

function Row({ question, answer, active, lingering, desk, onOpen, onText, box }: RowProps) {
  return (
    <li className={cx(styles.row, active && styles.active)} data-row={question.key}>
      <button
        type="button"
        className={styles.title}
        onClick={onOpen}
        aria-current={active ? "step" : undefined}
        title={question.help || undefined}
      >
        <span>{question.title}</span>
        {!question.required && <span className={styles.optional}>optional</span>}
        {box && <Kbd>T</Kbd>}
        {isAnswered(question, answer) && <span className="visually-hidden">, answered</span>}
      </button>
      {question.type === "comparison" ? (
        <ComparisonRow
          question={question}
          answer={answer}
          open={active || lingering}
          live={active}
          desk={desk}
          onOpen={onOpen}
        />
      ) : (
        <TextRow
          question={question}
          text={answer && "text" in answer ? answer.text : ""}
          onText={onText}
          onFocus={onOpen}
          box={box}
        />
      )}
    </li>
  );
}

/** The row that was active a moment ago. */
function useLingering(row: number): number | null {
  const [lingering, setLingering] = useState<number | null>(null);
  const before = useRef(row);
  useEffect(() => {
    if (before.current === row) return;
    setLingering(before.current);
    before.current = row;
    const timeout = setTimeout(() => setLingering(null), SEEN_MS);
    return () => clearTimeout(timeout);
  }, [row]);
  return lingering;
}
