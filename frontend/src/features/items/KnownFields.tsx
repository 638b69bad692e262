import type { Question } from "@/api/types";
import type { Gold } from "@/api/typesGold";
import { Fieldset, SelectField, TextArea } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { canBeKnown, knownForm, nameOf } from "./knownForm";

type Props = {
  question: Question;
  /** The keys of the item's responses, in its order. */
  responses: readonly string[];
  answer: Gold["answers"][string] | undefined;
  error: string | undefined;
};

/** What the right answer to one question is; left as it is, it is not compared. */
export function KnownFields({ question, responses, answer, error }: Props) {
  if (!canBeKnown(question)) return null;
  const made = knownForm(question, responses, answer);
  if (!made)
    return (
      <TextArea
        name={nameOf(question, 0)}
        label={question.title}
        hint="As JSON, the way exports write it; copy it from a judgment. Empty: not compared."
        rows={2}
        defaultValue={answer ? JSON.stringify(answer) : ""}
        error={error}
      />
    );
  const fields = made.fields.map(({ label, choices, value }, n) => (
    <SelectField
      key={nameOf(question, n)}
      name={nameOf(question, n)}
      label={label || question.title}
      defaultValue={value}
      error={label ? undefined : error}
    >
      <option value="">Not compared</option>
      {choices.map(({ key, text }) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </SelectField>
  ));
  if (!made.fields[0]?.label) return <>{fields}</>;
  return (
    <Fieldset legend={question.title} error={error}>
      <FieldRow>{fields}</FieldRow>
    </Fieldset>
  );
}
