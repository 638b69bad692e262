import type { Condition, Question } from "@/api/types";
import { SelectField, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";

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
/** Where the answer of each type is found; a * stands for every response. */
const PATHS: Record<Question["type"], string> = {
  comparison: "strength",
  rating: "ratings.*.quality",
  ranking: "ranks.*",
  pick: "picked",
  thumbs: "thumbs.*",
  choice: "choice",
  multi_choice: "chosen",
  text: "text",
  critique: "reasons",
  spans: "spans.*.*.category",
  steps: "steps.*",
  citations: "citations.*",
  reveal: "seen",
  playback: "played.*.seconds",
  regions: "regions.*.*.category",
};

/** Whether the question is asked always, or only after certain answers. */
export function ConditionFields({ when, before, onChange }: Props) {
  if (before.length === 0) return null;
  const choose = (key: string) => {
    const question = before.find((q) => q.key === key);
    onChange(
      question ? { question: key, path: PATHS[question.type], op: "at_least", value: 2 } : null,
    );
  };
  return (
    <FieldRow>
      <SelectField
        label="Asked"
        value={when?.question ?? ""}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">always</option>
        {before.map((q) => (
          <option key={q.key} value={q.key}>
            only if in “{q.title}”
          </option>
        ))}
      </SelectField>
      {when && (
        <>
          <TextField
            label="this part of the answer"
            hint="strength, side, ratings.*.truth"
            value={when.path}
            onChange={(event) => onChange({ ...when, path: event.currentTarget.value })}
          />
          <SelectField
            label="compares"
            value={when.op}
            onChange={(event) =>
              onChange({ ...when, op: event.currentTarget.value as Condition["op"] })
            }
          >
            {Object.entries(OPS).map(([op, words]) => (
              <option key={op} value={op}>
                {words}
              </option>
            ))}
          </SelectField>
          <TextField
            label="with"
            hint={when.op === "one_of" ? "separated by commas" : undefined}
            value={Array.isArray(when.value) ? when.value.join(", ") : String(when.value)}
            onChange={(event) =>
              onChange({ ...when, value: meant(when.op, event.currentTarget.value) })
            }
          />
        </>
      )}
    </FieldRow>
  );
}

function meant(op: Condition["op"], written: string): Condition["value"] {
  const plain = (word: string) => (/^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word);
  return op === "one_of" ? written.split(",").map((word) => plain(word.trim())) : plain(written);
}
