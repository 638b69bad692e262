import type { ComponentType } from "react";
import type { Choice, Options, Per, QuestionType, Scale } from "@/api/types";
import { keyFor, type Points, SCALES, withKeys } from "@/lib/questions";
import { Button } from "@/ui/Button";
import { Checkbox, SelectField, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Lines } from "./Lines";
import styles from "./SettingsPage.module.css";

type Props<T extends QuestionType> = {
  options: Options[T];
  onChange: (options: Options[T]) => void;
  /** Asked already. */
  fixed: boolean;
};

/** The options of each type; one entry per type. */
const FIELDS: { [T in QuestionType]: ComponentType<Props<T>> } = {
  comparison: ({ options, onChange, fixed }) => (
    <>
      <SelectField
        label="Scale"
        value={options.points}
        hint={fixed ? "Labels made so far keep the grades of their scale." : undefined}
        onChange={(event) => {
          const points = Number(event.currentTarget.value) as Points;
          onChange({ ...options, points, tie: points !== 2 });
        }}
      >
        {SCALES.map((scale) => (
          <option key={scale.points} value={scale.points}>
            {scale.label}
          </option>
        ))}
      </SelectField>
      <FieldRow>
        <Flag
          options={options}
          name="tie"
          label="Tie"
          onChange={onChange}
          off={options.points === 2}
        />
        <Flag options={options} name="both_bad" label="Both bad" onChange={onChange} />
      </FieldRow>
    </>
  ),
  rating: ({ options: { scales }, onChange }) => (
    <>
      {scales.map((scale, n) => (
        <ScaleFields
          key={scale.key}
          scale={scale}
          onChange={(changed) => onChange({ scales: scales.with(n, changed) })}
          {...(scales.length > 1
            ? { onRemove: () => onChange({ scales: scales.toSpliced(n, 1) }) }
            : {})}
        />
      ))}
      <div>
        <Button
          size="small"
          disabled={scales.length >= 8}
          onClick={() => {
            const key = keyFor(
              "Scale",
              scales.map((s) => s.key),
            );
            const points = scales[0]?.points ?? [];
            onChange({ scales: [...scales, { key, title: "Scale", points }] });
          }}
        >
          Add a scale
        </Button>
      </div>
    </>
  ),
  ranking: ({ options, onChange }) => (
    <Flag
      options={options}
      name="ties"
      label="Two responses may have one place"
      onChange={onChange}
    />
  ),
  pick: (props) => <Bounds {...props} most={9} />,
  thumbs: (props) => <PerField {...props} />,
  choice: ({ options, onChange }) => (
    <>
      <Choices
        label="Choices, one a line"
        choices={options.choices}
        onChange={(choices) => onChange({ ...options, choices })}
      />
      <PerField options={options} onChange={onChange} />
    </>
  ),
  multi_choice: ({ options, onChange }) => (
    <>
      <Choices
        label="Choices, one a line"
        choices={options.choices}
        onChange={(choices) => onChange({ ...options, choices })}
      />
      <PerField options={options} onChange={onChange} />
      <Bounds options={options} onChange={onChange} most={options.choices.length} />
    </>
  ),
  text: ({ options, onChange }) => (
    <FieldRow>
      <Length options={options} onChange={onChange} />
      <PerField options={{ per: "item", ...options }} onChange={onChange} />
    </FieldRow>
  ),
  critique: ({ options, onChange }) => (
    <>
      <Choices
        label="Reasons of failure, one a line; none: not asked"
        choices={options.reasons}
        onChange={(reasons) => onChange({ ...options, reasons })}
      />
      <FieldRow>
        <Flag options={options} name="critique" label="Critique in words" onChange={onChange} />
        <Flag options={options} name="rewrite" label="Rewrite" onChange={onChange} />
        <Length options={options} onChange={onChange} />
      </FieldRow>
    </>
  ),
  spans: ({ options, onChange }) => (
    <>
      <FieldRow>
        <Choices
          label="What can be wrong, one a line"
          choices={options.categories}
          onChange={(categories) => onChange({ ...options, categories })}
        />
        <Choices
          label="How bad it can be, one a line; none: not asked"
          choices={options.severities}
          onChange={(severities) => onChange({ ...options, severities })}
        />
      </FieldRow>
      <Checkbox
        label="Ask what is missing"
        checked={options.missing}
        onChange={(event) =>
          onChange({ ...options, missing: event.currentTarget.checked, missing_kinds: [] })
        }
      />
      {options.missing && (
        <Choices
          label="What kinds of missing information there are, one a line; none: not asked"
          choices={options.missing_kinds ?? []}
          onChange={(missing_kinds) => onChange({ ...options, missing_kinds })}
        />
      )}
    </>
  ),
  steps: ({ options, onChange }) => (
    <>
      <Choices
        label="What a step can be, one a line"
        choices={options.choices}
        onChange={(choices) => onChange({ ...options, choices })}
      />
      <FieldRow>
        <SelectField
          label="A step is"
          value={options.by}
          onChange={(event) =>
            onChange({ ...options, by: event.currentTarget.value as "line" | "paragraph" })
          }
        >
          <option value="line">a line</option>
          <option value="paragraph">a paragraph</option>
        </SelectField>
        <Until options={options} onChange={onChange} />
      </FieldRow>
    </>
  ),
  citations: ({ options, onChange }) => (
    <>
      <Choices
        label="How a citation can be, one a line"
        choices={options.choices}
        onChange={(choices) => onChange({ ...options, choices })}
      />
      <Until options={options} onChange={onChange} />
    </>
  ),
  playback: () => (
    <p>
      Each sound or film is played to its end before anything below is asked. How long each played
      is kept with the answers.
    </p>
  ),
  regions: ({ options, onChange }) => (
    <>
      <SelectField
        label="A place is"
        value={options.shape}
        onChange={(event) =>
          onChange({ ...options, shape: event.currentTarget.value as "point" | "box" })
        }
      >
        <option value="point">a point</option>
        <option value="box">a box</option>
      </SelectField>
      <Choices
        label="What is marked, one a line"
        choices={options.categories}
        onChange={(categories) => onChange({ ...options, categories })}
      />
      <Flag
        options={options}
        name="words"
        label="Words of the prompt that the picture misses, too"
        onChange={onChange}
      />
    </>
  ),
  reveal: ({ options: { again } }) => (
    <p>
      Questions above are answered without knowing what came of the item, and stay as they were
      answered. It comes with the item, under <code>context.reveal</code>.{" "}
      {Object.keys(again).length > 0
        ? `Asked again below: ${Object.keys(again).join(", ")}.`
        : "A question below that is like one above asks it again: the export says whether the answer changed."}
    </p>
  ),
};

export function OptionFields({ type, ...props }: { type: QuestionType } & Props<QuestionType>) {
  const Fields = FIELDS[type] as ComponentType<Props<QuestionType>>;
  return <Fields {...props} />;
}

type Of<O> = { options: O; onChange: (options: O) => void };

function Flag<O>(props: Of<O> & { name: keyof O; label: string; off?: boolean }) {
  const { options, name, label, onChange, off = false } = props;
  return (
    <Checkbox
      label={label}
      disabled={off}
      checked={Boolean(options[name])}
      onChange={(event) => onChange({ ...options, [name]: event.currentTarget.checked })}
    />
  );
}

function PerField<O extends { per?: Per }>({ options, onChange }: Of<O>) {
  return (
    <SelectField
      label="What it is about"
      value={options.per ?? "item"}
      onChange={(event) => onChange({ ...options, per: event.currentTarget.value as Per })}
    >
      <option value="item">the item: asked once</option>
      <option value="response">each response</option>
    </SelectField>
  );
}

function Length<O extends { max_length: number }>({ options, onChange }: Of<O>) {
  return (
    <TextField
      label="Longest text, characters"
      type="number"
      min={1}
      max={20000}
      value={options.max_length}
      onChange={(event) => onChange({ ...options, max_length: Number(event.currentTarget.value) })}
    />
  );
}

type Ended = { choices: Choice[]; until: string | null };

function Until<O extends Ended>({ options, onChange }: Of<O>) {
  return (
    <SelectField
      label="A response is labelled"
      value={options.choices.some((c) => c.key === options.until) ? (options.until ?? "") : ""}
      onChange={(event) => onChange({ ...options, until: event.currentTarget.value || null })}
    >
      <option value="">to its end</option>
      {options.choices.map(({ key, text }) => (
        <option key={key} value={key}>
          up to the first “{text}”
        </option>
      ))}
    </SelectField>
  );
}

type Bounded = { at_least: number; at_most: number | null };

function Bounds<O extends Bounded>({ options, onChange, most }: Of<O> & { most: number }) {
  return (
    <FieldRow>
      <TextField
        label="At least"
        type="number"
        min={0}
        max={most}
        value={options.at_least}
        onChange={(event) => onChange({ ...options, at_least: Number(event.currentTarget.value) })}
      />
      <TextField
        label="At most; empty: no limit"
        type="number"
        min={1}
        max={most}
        value={options.at_most ?? ""}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ ...options, at_most: value === "" ? null : Number(value) });
        }}
      />
    </FieldRow>
  );
}

type ChoicesProps = { label: string; choices: readonly Choice[]; onChange: (c: Choice[]) => void };

function Choices({ label, choices, onChange }: ChoicesProps) {
  return (
    <Lines
      label={label}
      lines={choices.map((c) => c.text)}
      onChange={(texts) => onChange(withKeys(texts, choices))}
    />
  );
}

type ScaleProps = { scale: Scale; onChange: (scale: Scale) => void; onRemove?: () => void };

function ScaleFields({ scale, onChange, onRemove }: ScaleProps) {
  const first = scale.points[0]?.value ?? 1;
  const numbered = (texts: readonly string[], from: number) =>
    texts.map((text, n) => ({ value: from + n, text }));
  return (
    <FieldRow>
      <div className={styles.stack}>
        <TextField
          label="Scale"
          maxLength={120}
          value={scale.title}
          onChange={(event) => onChange({ ...scale, title: event.currentTarget.value })}
        />
        <TextField
          label="Lowest value"
          type="number"
          value={first}
          onChange={(event) => {
            const from = Number(event.currentTarget.value);
            onChange({
              ...scale,
              points: numbered(
                scale.points.map((p) => p.text),
                from,
              ),
            });
          }}
        />
        {onRemove && (
          <div>
            <Button size="small" variant="quiet" onClick={onRemove}>
              Remove this scale
            </Button>
          </div>
        )}
      </div>
      <Lines
        label="What each point means, lowest first, one a line"
        lines={scale.points.map((p) => p.text)}
        onChange={(texts) => onChange({ ...scale, points: numbered(texts, first) })}
      />
    </FieldRow>
  );
}
