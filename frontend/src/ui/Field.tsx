import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx";
import styles from "./Field.module.css";

type FieldProps = {
  label: ReactNode;
  /** What to write, before it is wrong. */
  hint?: ReactNode;
  /** What is wrong and the way out; from ApiError.fields. */
  error?: string | undefined;
};

type Wiring = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

function FieldFrame(props: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const described = [props.hint && `${id}-hint`, props.error && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {props.label}
      </label>
      {props.children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": props.error ? true : undefined,
      })}
      {props.hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {props.hint}
        </p>
      )}
      {props.error && (
        <p id={`${id}-error`} className={styles.error}>
          {props.error}
        </p>
      )}
    </div>
  );
}

export function TextField({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldProps & ComponentProps<"input">) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(wiring) => (
        <input type="text" className={cx(styles.input, className)} {...rest} {...wiring} />
      )}
    </FieldFrame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldProps & ComponentProps<"textarea">) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(wiring) => (
        <textarea rows={4} className={cx(styles.input, className)} {...rest} {...wiring} />
      )}
    </FieldFrame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldProps & ComponentProps<"select">) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(wiring) => (
        <select className={cx(styles.input, styles.select, className)} {...rest} {...wiring} />
      )}
    </FieldFrame>
  );
}

export function Checkbox({
  label,
  hint,
  ...rest
}: { label: ReactNode; hint?: ReactNode } & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className={styles.check}>
      <input id={id} type="checkbox" aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

/** Fields that belong together. */
export function Fieldset(props: {
  legend: string;
  error: string | undefined;
  children: ReactNode;
}) {
  return (
    <fieldset className={styles.fields}>
      <legend className={styles.label}>{props.legend}</legend>
      {props.children}
      {props.error && <p className={styles.error}>{props.error}</p>}
    </fieldset>
  );
}

/** One of a few, all visible. */
export function Choices<Value extends string>(props: {
  legend: string;
  name: string;
  value: Value | null;
  onChange: (value: Value) => void;
  choices: readonly { value: Value; label: string; hint?: string }[];
}) {
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.label}>{props.legend}</legend>
      {props.choices.map((choice) => (
        <label key={choice.value} className={styles.choice}>
          <input
            type="radio"
            name={props.name}
            checked={props.value === choice.value}
            onChange={() => props.onChange(choice.value)}
          />
          <span>
            {choice.label}
            {choice.hint && <span className={styles.hint}> {choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
