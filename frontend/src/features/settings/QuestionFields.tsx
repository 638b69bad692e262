import type { Question } from "@/api/types";
import { TYPES } from "@/lib/questions";
import { Checkbox, TextField } from "@/ui/Field";
import { ConditionFields } from "./ConditionFields";
import { OptionFields } from "./OptionFields";

type Props = {
  question: Question;
  /** The questions asked before it: its condition may look at them. */
  before: readonly Question[];
  /** Asked already: its kind stays, since answers hang on it. */
  fixed: boolean;
  onChange: (question: Question) => void;
};

/** The fields of one question. */
export function QuestionFields({ question, before, fixed, onChange }: Props) {
  return (
    <>
      <TextField
        label={TYPES[question.type]}
        maxLength={120}
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
    </>
  );
}
