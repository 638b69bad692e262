import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useComputeFrontier } from "@/api/queries/learning";
import type { PolicyKind } from "@/api/types";
import { Button } from "@/ui/Button";
import { Checkbox, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import styles from "./RoutingPage.module.css";
import { askedOf, TERMS, type Texts } from "./whatIf";

type Props = {
  projectId: number;
  kinds: readonly PolicyKind[];
  /** Replayed now. */
  shown: readonly string[];
  /** The terms they were replayed on. */
  before: Texts;
  busy: boolean;
};

/** Other policies, prices and people, replayed over the same items; nothing is changed by it. */
export function WhatIf({ projectId, kinds, shown, before, busy }: Props) {
  const [names, setNames] = useState<readonly string[]>(shown);
  const [texts, setTexts] = useState(before);
  const compute = useComputeFrontier(projectId);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    compute.mutate(askedOf(names, texts));
  };
  const toggle = (key: string, on: boolean) =>
    setNames(on ? [...names, key] : names.filter((name) => name !== key));
  return (
    <details className={styles.paid}>
      <summary>Replay other policies, prices and people</summary>
      <form onSubmit={submit}>
        <fieldset className={styles.members}>
          <legend>Policies, with their usual settings; the one in force with its own</legend>
          <div className={styles.policies}>
            {kinds.map((kind) => (
              <Checkbox
                key={kind.key}
                label={kind.title}
                checked={names.includes(kind.key)}
                onChange={(event) => toggle(kind.key, event.currentTarget.checked)}
              />
            ))}
          </div>
        </fieldset>
        <FieldRow>
          {TERMS.map((term) => (
            <TextField
              key={term.name}
              type={term.number ? "number" : "text"}
              min={term.min}
              max={term.max}
              step={term.name === "annotators" ? 1 : "any"}
              label={term.label}
              hint={term.hint}
              value={texts[term.name] ?? term.usual}
              onChange={(event) => setTexts({ ...texts, [term.name]: event.currentTarget.value })}
              error={fieldError(compute.error, term.name)}
            />
          ))}
        </FieldRow>
        <Button type="submit" disabled={busy || compute.isPending || names.length === 0}>
          Replay these
        </Button>
        {names.length === 0 && <p className={styles.quiet}>Choose one policy or more.</p>}
        {compute.error && <Notice tone="danger">{compute.error.message}</Notice>}
      </form>
    </details>
  );
}
