import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useComputeFrontier, useSendLabelled } from "@/api/queries/learning";
import type { PolicyKind } from "@/api/types";
import { Button } from "@/ui/Button";
import { DropFile } from "@/ui/DropFile";
import { Checkbox, TextField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import styles from "./RoutingPage.module.css";
import { askedOf, labelledWords, TERMS, type Texts } from "./whatIf";

type Props = {
  projectId: number;
  kinds: readonly PolicyKind[];
  /** Replayed now. */
  shown: readonly string[];
  /** The terms they were replayed on. */
  before: Texts;
  busy: boolean;
};

/** Other policies, prices and people, or other items; nothing is changed by it. */
export function WhatIf({ projectId, kinds, shown, before, busy }: Props) {
  const [names, setNames] = useState<readonly string[]>(shown);
  const [texts, setTexts] = useState(before);
  const compute = useComputeFrontier(projectId);
  const labelled = useSendLabelled(projectId);
  const file = labelled.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    compute.mutate(askedOf(names, texts, file?.id));
  };
  const toggle = (key: string, on: boolean) =>
    setNames(on ? [...names, key] : names.filter((name) => name !== key));
  return (
    <details className={styles.paid}>
      <summary>Replay other policies, prices and people, or a file</summary>
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
        {file ? (
          <p>
            {labelledWords(file)}{" "}
            <Button size="small" onClick={() => labelled.reset()}>
              This project's items instead
            </Button>
          </p>
        ) : (
          <DropFile
            label="Over a labelled file instead of this project's items"
            hint="Label Studio or Argilla with people's and models' answers, or rows with prompt, response_a, response_b, people (a, b or tie) and judges.NAME. Nothing of it is imported."
            accept=".jsonl,.ndjson,.json,.csv,.tsv,.parquet,.gz,.zip"
            disabled={labelled.isPending}
            onFile={(sent) => labelled.mutate(sent)}
          />
        )}
        {labelled.isPending && <p role="status">Reading the file…</p>}
        {labelled.error && (
          <Notice tone="danger" title="The file was not taken">
            {labelled.error.message}
          </Notice>
        )}
        <Button
          type="submit"
          disabled={busy || compute.isPending || labelled.isPending || names.length === 0}
        >
          {file ? "Replay these over the file" : "Replay these"}
        </Button>
        {names.length === 0 && <p className={styles.quiet}>Choose one policy or more.</p>}
        {compute.error && <Notice tone="danger">{compute.error.message}</Notice>}
      </form>
    </details>
  );
}
