import type { ExportParam, Question } from "@/api/types";
import { Checkbox, SelectField, TextField } from "@/ui/Field";
import styles from "./ExportsPage.module.css";
import { choice } from "./words";

type Props = {
  param: ExportParam;
  value: unknown;
  questions: readonly Question[];
  onChange: (value: unknown) => void;
};

/** The field of one choice, by the kind of its default. */
export function ParamField({ param, value, questions, onChange }: Props) {
  if (Array.isArray(param.default)) {
    const chosen = value as string[];
    return (
      <fieldset className={styles.several}>
        <legend>{param.title}</legend>
        {param.choices.map((one) => (
          <Checkbox
            key={String(one)}
            label={choice(param.key, one)}
            checked={chosen.includes(String(one))}
            // One must stay: an export without files is none.
            disabled={chosen.length === 1 && chosen.includes(String(one))}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked
                  ? [...chosen, String(one)]
                  : chosen.filter((c) => c !== one),
              )
            }
          />
        ))}
      </fieldset>
    );
  }
  if (typeof param.default === "number" && param.choices.length === 0)
    return (
      <TextField
        label={param.title}
        hint={param.help}
        type="number"
        min={0}
        max={param.most}
        step={param.most > 1 ? "any" : 0.05}
        value={String(value)}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    );
  if (param.choices.length === 0 && param.key !== "question")
    return (
      <TextField
        label={param.title}
        hint={param.help}
        value={String(value)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  const choices =
    param.key === "question"
      ? questions
          .filter((q) => q.type === "comparison")
          .map((q) => ({ value: q.key, label: q.title }))
      : param.choices.map((c) => ({ value: c, label: choice(param.key, c) }));
  return (
    <SelectField
      label={param.title}
      hint={param.help}
      value={String(value)}
      onChange={(event) =>
        onChange(choices.find((c) => String(c.value) === event.currentTarget.value)?.value)
      }
    >
      {choices.map((c) => (
        <option key={String(c.value)} value={String(c.value)}>
          {c.label}
        </option>
      ))}
    </SelectField>
  );
}
