import type { Question } from "@/api/types";
import { type Points, SCALES } from "@/lib/questions";
import { Checkbox, SelectField, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";

type Props = {
  question: Question;
  /** Asked already: its kind stays, since answers hang on it. */
  fixed: boolean;
  onChange: (question: Question) => void;
};

/** The fields of one question. */
export function QuestionFields({ question, fixed, onChange }: Props) {
  return (
    <>
      <FieldRow>
        <TextField
          label={question.type === "comparison" ? "Comparison" : "Text"}
          maxLength={120}
          value={question.title}
          onChange={(event) => onChange({ ...question, title: event.currentTarget.value })}
        />
        {question.type === "comparison" ? (
          <SelectField
            label="Scale"
            value={question.options.points}
            hint={fixed ? "Labels made so far keep the grades of their scale." : undefined}
            onChange={(event) => {
              const points = Number(event.currentTarget.value) as Points;
              onChange({
                ...question,
                options: { ...question.options, points, tie: points !== 2 },
              });
            }}
          >
            {SCALES.map((scale) => (
              <option key={scale.points} value={scale.points}>
                {scale.label}
              </option>
            ))}
          </SelectField>
        ) : (
          <TextField
            label="Longest answer, characters"
            type="number"
            min={1}
            max={20000}
            value={question.options.max_length}
            onChange={(event) =>
              onChange({ ...question, options: { max_length: Number(event.currentTarget.value) } })
            }
          />
        )}
      </FieldRow>
      <TextField
        label="Help"
        hint="One sentence beside the question: what counts."
        maxLength={2000}
        value={question.help}
        onChange={(event) => onChange({ ...question, help: event.currentTarget.value })}
      />
      {question.type === "comparison" ? (
        <FieldRow>
          <Checkbox
            label="Tie"
            disabled={question.options.points === 2}
            checked={question.options.tie}
            onChange={(event) =>
              onChange({
                ...question,
                options: { ...question.options, tie: event.currentTarget.checked },
              })
            }
          />
          <Checkbox
            label="Both bad"
            checked={question.options.both_bad}
            onChange={(event) =>
              onChange({
                ...question,
                options: { ...question.options, both_bad: event.currentTarget.checked },
              })
            }
          />
          <Required question={question} onChange={onChange} />
        </FieldRow>
      ) : (
        <Required question={question} onChange={onChange} />
      )}
    </>
  );
}

function Required({ question, onChange }: Pick<Props, "question" | "onChange">) {
  return (
    <Checkbox
      label="Must be answered"
      checked={question.required}
      onChange={(event) => onChange({ ...question, required: event.currentTarget.checked })}
    />
  );
}
