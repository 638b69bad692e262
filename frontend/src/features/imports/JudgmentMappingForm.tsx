import type { Question } from "@/api/types";
import { Button } from "@/ui/Button";
import { Choices, SelectField, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { ColumnSelect } from "./ColumnSelect";
import styles from "./ImportsPage.module.css";
import {
  type AnswerPath,
  type Column,
  type JudgmentMapping,
  MEANINGS,
  type Row,
  valuesMet,
} from "./mapping";

type Props = {
  columns: readonly Column[];
  rows: readonly Row[];
  questions: readonly Question[];
  mapping: JudgmentMapping;
  onChange: (mapping: JudgmentMapping) => void;
};

const KINDS = [
  { value: "human", label: "People", hint: "Their names become pseudonyms." },
  { value: "judge", label: "LLM judges", hint: "Their names stay readable." },
] as const;

/** Which columns hold verdicts, who gave them, and what their values mean. */
export function JudgmentMappingForm({ columns, rows, questions, mapping, onChange }: Props) {
  const set = (change: Partial<JudgmentMapping>) => onChange({ ...mapping, ...change });
  const { answers } = mapping;
  return (
    <>
      <FieldRow>
        <ColumnSelect
          label="Item id"
          hint="As in the items that were imported before."
          columns={columns}
          value={mapping.item}
          onChange={(item) => set({ item })}
        />
        <Choices
          legend="Given by"
          name="kind"
          value={mapping.kind}
          choices={KINDS}
          onChange={(kind) => set({ kind })}
        />
      </FieldRow>
      <fieldset className={styles.list}>
        <legend>Answers in a row</legend>
        {answers.map((answer, n) => (
          <AnswerLine
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place
            key={n}
            n={n}
            columns={columns}
            questions={questions}
            answer={answer}
            onChange={(next) => set({ answers: answers.with(n, next) })}
            onRemove={answers.length > 1 ? () => set({ answers: answers.toSpliced(n, 1) }) : null}
          />
        ))}
        <Button
          size="small"
          onClick={() =>
            set({
              answers: [
                ...answers,
                { question: answers[0]?.question ?? "overall", path: "", rater: "" },
              ],
            })
          }
        >
          Add an answer
        </Button>
      </fieldset>
      <Values
        values={mapping.values}
        met={valuesMet(rows, mapping)}
        onChange={(values) => set({ values })}
      />
    </>
  );
}

type AnswerProps = {
  n: number;
  columns: readonly Column[];
  questions: readonly Question[];
  answer: AnswerPath;
  onChange: (answer: AnswerPath) => void;
  onRemove: (() => void) | null;
};

function AnswerLine({ n, columns, questions, answer, onChange, onRemove }: AnswerProps) {
  const set = (change: Partial<AnswerPath>) => onChange({ ...answer, ...change });
  const fixed = typeof answer.rater === "string";
  return (
    <div className={styles.answer}>
      <FieldRow>
        <ColumnSelect
          label={`Verdict ${n + 1}`}
          columns={columns}
          value={answer.path}
          onChange={(path) => set({ path })}
        />
        <SelectField
          label="Answers"
          value={answer.question}
          onChange={(event) => set({ question: event.currentTarget.value })}
        >
          {questions
            .filter((question) => question.type === "comparison")
            .map((question) => (
              <option key={question.key} value={question.key}>
                {question.title}
              </option>
            ))}
        </SelectField>
        <SelectField
          label="Rater"
          value={fixed ? "name" : "column"}
          onChange={(event) =>
            set({ rater: event.currentTarget.value === "name" ? answer.path : { path: "" } })
          }
        >
          <option value="name">One name for all rows</option>
          <option value="column">A column holds the name</option>
        </SelectField>
        {typeof answer.rater === "string" ? (
          <TextField
            label="Name"
            value={answer.rater}
            onChange={(event) => set({ rater: event.currentTarget.value })}
          />
        ) : (
          <ColumnSelect
            label="Name"
            columns={columns}
            value={answer.rater.path}
            onChange={(path) => set({ rater: { path } })}
          />
        )}
      </FieldRow>
      <details className={styles.more}>
        <summary>Reason, confidence, time</summary>
        <FieldRow>
          {(["rationale", "confidence", "seconds"] as const).map((part) => (
            <ColumnSelect
              key={part}
              label={
                {
                  rationale: "Reason",
                  confidence: "Confidence, 0 to 1",
                  seconds: "Seconds of work",
                }[part]
              }
              none="Not in the file"
              columns={columns}
              value={answer[part]}
              onChange={(path) => set({ [part]: path })}
            />
          ))}
        </FieldRow>
      </details>
      {onRemove && (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Remove verdict ${n + 1}`}
          onClick={onRemove}
        >
          Remove
        </Button>
      )}
    </div>
  );
}

function Values(props: {
  values: Record<string, string>;
  met: readonly string[];
  onChange: (values: Record<string, string>) => void;
}) {
  return (
    <fieldset className={styles.list}>
      <legend>What the values mean</legend>
      {props.met.length === 0 && (
        <p>Choose a verdict column: the values of the first rows appear here.</p>
      )}
      <FieldRow>
        {props.met.map((value) => (
          <SelectField
            key={value}
            label={
              <>
                <code>{value}</code> means
              </>
            }
            value={props.values[value] ?? ""}
            onChange={(event) =>
              props.onChange({ ...props.values, [value]: event.currentTarget.value })
            }
          >
            <option value="">Report it as a problem</option>
            {MEANINGS.map(([meaning, words]) => (
              <option key={meaning} value={meaning}>
                {words}
              </option>
            ))}
          </SelectField>
        ))}
      </FieldRow>
      <AddValue onAdd={(value) => props.onChange({ ...props.values, [value]: "" })} />
    </fieldset>
  );
}

/** The first rows may not hold every value. */
function AddValue({ onAdd }: { onAdd: (value: string) => void }) {
  return (
    <details className={styles.more}>
      <summary>The file holds another value</summary>
      <TextField
        label="Value"
        hint="As it is in the file; Enter adds it."
        onKeyDown={(event) => {
          const value = event.currentTarget.value.trim();
          if (event.key !== "Enter" || !value) return;
          event.preventDefault();
          onAdd(value);
          event.currentTarget.value = "";
        }}
      />
    </details>
  );
}
