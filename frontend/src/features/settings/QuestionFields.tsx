import type { ReactNode } from "react";
import type { Question } from "@/api/types";
import { TYPES } from "@/lib/questions";
import { Checkbox, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import { ConditionFields } from "./ConditionFields";
import { OptionFields } from "./OptionFields";
import styles from "./SettingsPage.module.css";

type Props = {
  /** From 1. */
  place: number;
  question: Question;
  /** The questions asked before it: its condition may look at them. */
  before: readonly Question[];
  /** Asked already: its kind stays, since answers hang on it. */
  fixed: boolean;
  /** Why it could not be saved. */
  error: string | undefined;
  onChange: (question: Question) => void;
  /** Buttons that move and remove it. */
  moves: ReactNode;
};

/** The fields of one question. */
export function QuestionFields({ place, question, before, fixed, error, onChange, moves }: Props) {
  return (
    <>
      <header className={styles.head}>
        <h3>
          {place}. {TYPES[question.type]}
        </h3>
        <div className={styles.moves}>{moves}</div>
      </header>
      <FieldRow>
        <TextField
          label="Title"
          maxLength={120}
          error={question.title.trim() ? undefined : "Give it a title."}
          value={question.title}
          onChange={(event) => onChange({ ...question, title: event.currentTarget.value })}
        />
        <TextField
          label="Help"
          hint="One sentence beside the question: what counts."
          maxLength={2000}
          value={question.help}
          onChange={(event) => onChange({ ...question, help: event.currentTarget.value })}
        />
      </FieldRow>
      <OptionFields
        type={question.type}
        options={question.options}
        fixed={fixed}
        onChange={(options) => onChange({ ...question, options } as Question)}
      />
      {question.type !== "reveal" && (
        <>
          <ConditionFields
            when={question.when ?? null}
            before={before}
            onChange={(when) => onChange({ ...question, when })}
          />
          <Checkbox
            label="Must be answered"
            checked={question.required}
            onChange={(event) => onChange({ ...question, required: event.currentTarget.checked })}
          />
        </>
      )}
      {error && <Notice tone="danger">{error}</Notice>}
    </>
  );
}
