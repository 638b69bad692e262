import type { Condition, Question } from "@/api/types";
import { opsOf, type Part, partsOf, startOf } from "@/lib/conditionParts";
import { SelectField, TextField } from "@/ui/Field";
import styles from "./SettingsPage.module.css";

type Props = {
  when: Condition | null;
  /** The questions asked before this one. */
  before: readonly Question[];
  onChange: (when: Condition | null) => void;
};

const OPS: Record<Condition["op"], string> = {
  is: "is",
  is_not: "is not",
  one_of: "is one of",
  at_least: "is at least",
  at_most: "is at most",
  contains: "contains",
};

/** Whether the question is asked always, or only after certain answers. */
export function ConditionFields({ when, before, onChange }: Props) {
  const possible = before.filter((q) => partsOf(q).length > 0);
  if (possible.length === 0) return null;
  const asked = possible.find((q) => q.key === when?.question);
  const parts = asked ? partsOf(asked) : [];
  const part = parts.find((p) => p.path === when?.path);
  const choose = (key: string) => {
    const [first] = possible.filter((q) => q.key === key).flatMap(partsOf);
    onChange(first ? startOf(key, first) : null);
  };
  return (
    <div className={styles.condition}>
      <SelectField
        label="Asked"
        value={when?.question ?? ""}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">always</option>
        {possible.map((q) => (
          <option key={q.key} value={q.key}>
            only if in “{q.title}”
          </option>
        ))}
        {when && !asked && <option value={when.question}>only after “{when.question}”</option>}
      </SelectField>
      {when && (
        <>
          <SelectField
            label="this part of the answer"
            value={when.path}
            onChange={(event) => {
              const chosen = parts.find((p) => p.path === event.currentTarget.value);
              if (chosen) onChange(startOf(when.question, chosen));
            }}
          >
            {parts.map(({ path, label }) => (
              <option key={path} value={path}>
                {label}
              </option>
            ))}
            {!part && <option value={when.path}>{when.path}</option>}
          </SelectField>
          <SelectField
            label="compares"
            value={when.op}
            onChange={(event) => {
              const op = event.currentTarget.value as Condition["op"];
              onChange({ ...when, op, value: meant(op, written(when.value)) });
            }}
          >
            {opsOf(part).map((op) => (
              <option key={op} value={op}>
                {OPS[op]}
              </option>
            ))}
          </SelectField>
          <With when={when} part={part} onChange={onChange} />
        </>
      )}
    </div>
  );
}

type WithProps = { when: Condition; part: Part | undefined; onChange: (when: Condition) => void };

/** What it is compared with: one of the words there can be, a number, or words of one's own. */
function With({ when, part, onChange }: WithProps) {
  const { op, value } = when;
  if (part?.values && op !== "one_of")
    return (
      <SelectField
        label="with"
        value={String(value)}
        onChange={(event) => onChange({ ...when, value: event.currentTarget.value })}
      >
        {part.values.map(({ key, text }) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
        {!part.values.some(({ key }) => key === value) && (
          <option value={String(value)}>{String(value)}</option>
        )}
      </SelectField>
    );
  return (
    <TextField
      label="with"
      type={part?.kind === "number" ? "number" : "text"}
      hint={hintOf(when, part)}
      value={written(value)}
      onChange={(event) => onChange({ ...when, value: meant(op, event.currentTarget.value) })}
    />
  );
}

function hintOf({ op }: Condition, part: Part | undefined): string | undefined {
  if (op === "one_of")
    return part?.values
      ? `With commas between: ${part.values.map((v) => v.key).join(", ")}.`
      : "With commas between.";
  if (part?.path === "picked") return "left, right, or of more than two a place such as 3.";
  return part?.kind === "word" && op === "is_not" ? "Empty: something was written." : undefined;
}

const written = (value: Condition["value"]): string =>
  Array.isArray(value) ? value.join(", ") : String(value);

function meant(op: Condition["op"], written: string): Condition["value"] {
  const plain = (word: string) => (/^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word);
  return op === "one_of" ? written.split(",").map((word) => plain(word.trim())) : plain(written);
}
