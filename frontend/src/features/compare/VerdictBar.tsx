import { type Ref, useEffect, useRef, useState } from "react";
import type { Answer, Question } from "@/api/types";
import { type Command, keyOf } from "@/commands/commands";
import { t } from "@/lib/i18n";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import type { BenchDesk } from "./benchCommands";
import { KeyButton } from "./KeyButton";
import type { AnyAnswer } from "./kinds/kind";
import { isAnswered, kindOf, open, settled } from "./rules";
import styles from "./VerdictBar.module.css";

/** How long an answered row stays open, so that the choice is seen. A delay, not an animation. */
const SEEN_MS = 350;

type Props = {
  ref: Ref<HTMLElement>;
  /** The assignment that is judged. */
  id: number;
  /** That the questions are written in. */
  language: string;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
  onAnswer: (key: string, answer: Answer) => void;
};

/** One row per question, one of them active. Its height depends on the questions alone. */
export function VerdictBar({ ref, id, language, desk, commands, onAnswer }: Props) {
  const { asked, answers, sides, row } = desk;
  const { questions } = asked;
  const lingering = useLingering(id, row);
  const list = useRef<HTMLOListElement>(null);
  const far = useRef(false);
  useEffect(() => {
    // Where nothing was scrolled, the first row is in sight, and asking whether it is costs a layout.
    if (far.current || row > 0) list.current?.children[row]?.scrollIntoView({ block: "nearest" });
    far.current = row > 0;
  }, [row]);
  const asks = open(asked, answers, sides);
  const stays = settled(asked, answers);
  const lines = questions.map((q) => kindOf(asked, q).lines?.(q as never) ?? 1);
  const plain = questions.every(
    (q) => q.type === "comparison" || (q.type === "text" && q.options.per !== "response"),
  );
  const writing = questions.findIndex((q) => kindOf(asked, q).writes?.(q as never));
  return (
    <section
      ref={ref}
      className={cx(styles.bar, !plain && styles.tall)}
      aria-labelledby="verdict-title"
    >
      <h2 id="verdict-title" className="visually-hidden">
        {t("Your verdict")}
      </h2>
      <ol
        ref={list}
        className={styles.rows}
        style={{ "--rows": lines.reduce((a, b) => a + b, 0) } as React.CSSProperties}
      >
        {questions.map((question, n) => (
          <Row
            // The buttons of a comparison keep nothing of an item; making them anew takes a while.
            key={question.type === "comparison" ? question.key : `${id} ${question.key}`}
            question={question}
            answer={answers[question.key]}
            asks={asks[n] ?? true}
            lines={lines[n] ?? 1}
            live={n === row}
            stays={n < stays}
            lingering={n === lingering}
            language={language}
            desk={desk}
            commands={commands}
            onOpen={(slot = 0) => {
              if (n !== row || slot !== desk.slot) desk.goTo(n, slot);
            }}
            onAnswer={(answer) => onAnswer(question.key, answer)}
            writes={n === writing}
          />
        ))}
      </ol>
      {questions.length > 1 && (
        <nav className={styles.travel} aria-label={t("Questions")}>
          <KeyButton
            commands={commands}
            id="row-back"
            state={desk}
            label="‹"
            aria-label={t("Row before")}
          />
          <span>{`${row + 1}/${questions.length}`}</span>
          <KeyButton
            commands={commands}
            id="row-next"
            state={desk}
            label="›"
            aria-label={t("Next row")}
          />
        </nav>
      )}
    </section>
  );
}

type RowProps = {
  language: string;
  question: Question;
  answer: AnyAnswer;
  /** Its condition holds. */
  asks: boolean;
  lines: number;
  live: boolean;
  /** Answered before the outcome was shown. */
  stays: boolean;
  /** Was active a moment ago. */
  lingering: boolean;
  desk: BenchDesk;
  commands: readonly Command<BenchDesk>[];
  onOpen: (slot?: number) => void;
  onAnswer: (answer: Answer) => void;
  /** The row whose text box T opens is told so. */
  writes: boolean;
};

function Row(props: RowProps) {
  const { question, answer, asks, lines, live, stays, lingering, desk, commands } = props;
  const { onOpen, onAnswer, writes } = props;
  const { Row: Kind, words } = kindOf(desk.asked, question);
  const answered = isAnswered(desk.asked, question, answer, desk.sides);
  return (
    <li
      className={cx(styles.row, live && styles.active, !asks && styles.silent)}
      data-row={question.key}
      style={{ "--lines": lines } as React.CSSProperties}
    >
      <button
        type="button"
        className={styles.title}
        onClick={() => onOpen()}
        disabled={!asks || stays}
        aria-current={live ? "step" : undefined}
        title={question.help || undefined}
      >
        <span dir="auto" lang={props.language}>
          {question.title}
        </span>
        {!question.required && <span className={styles.optional}>{t("optional")}</span>}
        {writes && !stays && <Kbd>{keyOf(commands, "write")}</Kbd>}
        {answered && <span className="visually-hidden">, {t("answered")}</span>}
      </button>
      {stays ? (
        <p className={styles.stays}>{words(question as never, answer as never, desk.sides)}</p>
      ) : asks ? (
        <Kind
          question={question as never}
          answer={answer as never}
          sides={desk.sides}
          open={live || lingering}
          live={live}
          slot={live ? desk.slot : 0}
          desk={desk}
          commands={commands}
          onOpen={onOpen}
          onAnswer={onAnswer}
        />
      ) : (
        <p className={styles.notAsked}>{whyNot(desk)}</p>
      )}
    </li>
  );
}

/** What follows a gate waits for it; else earlier answers leave a question out. */
function whyNot({ asked, answers, sides }: BenchDesk): string {
  const waits = asked.questions.some(
    (q) => kindOf(asked, q).gate && !isAnswered(asked, q, answers[q.key], sides),
  );
  return waits ? t("not asked yet") : t("not asked after these answers");
}

/** The row of this item that was active a moment ago. */
function useLingering(id: number, row: number): number | null {
  const [lingering, setLingering] = useState<{ id: number; row: number } | null>(null);
  const before = useRef({ id, row });
  useEffect(() => {
    const was = before.current;
    before.current = { id, row };
    if (was.id !== id || was.row === row) return;
    setLingering(was);
    const timeout = setTimeout(() => setLingering(null), SEEN_MS);
    return () => clearTimeout(timeout);
  }, [id, row]);
  return lingering?.id === id ? lingering.row : null;
}
