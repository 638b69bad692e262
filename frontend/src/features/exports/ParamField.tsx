import type { ExportParam, Format, Question } from "@/api/types";
import { cx } from "@/ui/cx";
import { Checkbox, SelectField, TextField } from "@/ui/Field";
import styles from "./ExportsPage.module.css";
import { TextsField } from "./TextsField";
import { choice } from "./words";

type Props = {
  projectId: number;
  param: ExportParam;
  formats: readonly Format[];
  value: unknown;
  questions: readonly Question[];
  /** What is wrong with it. */
  error: string | undefined;
  onChange: (value: unknown) => void;
};

/** The field of one choice, by the kind of its default. */
export function ParamField(props: Props) {
  const { param, value, questions, error, onChange } = props;
  if (param.key === "against") return <TextsField {...props} />;
  if (Array.isArray(param.default)) {
    const chosen = value as string[];
    const titles = new Map(props.formats.map((format) => [format.key, format.title]));
    return (
      <fieldset className={cx(styles.several, param.choices.length > 8 && styles.many)}>
        <legend>{param.title}</legend>
        {param.help && <p className={styles.help}>{param.help}</p>}
        {param.choices.map((one) => (
          <Checkbox
            key={String(one)}
            label={titles.get(String(one)) ?? choice(param.key, one)}
            checked={chosen.includes(String(one))}
            // One must stay where none is nothing: an export without files.
            disabled={!param.empty && chosen.length === 1 && chosen.includes(String(one))}
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
        error={error}
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
        error={error}
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
      error={error}
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
