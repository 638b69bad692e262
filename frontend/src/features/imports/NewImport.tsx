import { useRef } from "react";
import { useStartImports, useUpload } from "@/api/queries/imports";
import type { ImportBatch, Question, Upload } from "@/api/types";
import { bytes, plural } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { DropFile } from "@/ui/DropFile";
import { Choices } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import { type Draft, draftOf, problemsOf, requests, strangers } from "./draft";
import { FormatForm, FormatPreview } from "./FormatForm";
import styles from "./ImportsPage.module.css";
import { ItemMappingForm } from "./ItemMappingForm";
import { JudgmentMappingForm } from "./JudgmentMappingForm";
import { FirstItem, FirstJudgments, RawRows } from "./Previews";

type Props = {
  projectId: number;
  questions: readonly Question[];
  draft: Draft | null;
  onDraft: (draft: Draft | null) => void;
  onStarted: (batches: ImportBatch[]) => void;
};

/** A file or several, then their mapping, then the start. */
export function NewImport(props: Props) {
  return props.draft ? <MapIt {...props} draft={props.draft} /> : <PickIt {...props} />;
}

function PickIt({ projectId, onDraft }: Props) {
  const upload = useUpload(projectId);
  const abort = useRef<AbortController>(null);
  const send = async (files: File[]) => {
    const control = new AbortController();
    abort.current = control;
    const sent: Upload[] = [];
    try {
      for (const file of files)
        sent.push(await upload.mutateAsync({ file, signal: control.signal }));
    } catch {
      return; // said below, with the name of the file
    }
    const [first, ...also] = sent;
    if (first) onDraft(draftOf(first, also));
  };
  return (
    <>
      <DropFile
        label="Drop files here, or pick them"
        hint="JSON Lines, JSON, CSV or Parquet, plain, gzip or zip: items with a prompt and responses, judgments on items that are here already, or a known format that holds both. Several files of one shape are read in the same way. Nothing is added before you have seen what it becomes."
        accept=".jsonl,.ndjson,.json,.csv,.tsv,.parquet,.gz,.zip"
        disabled={upload.isPending}
        onFiles={send}
      />
      {upload.isPending && (
        <div className={styles.sending}>
          <Progress label="Sending the file" value={0} max={null} />
          <span>
            Sending {upload.variables.file.name} ({bytes(upload.variables.file.size)})…
          </span>
          <Button size="small" onClick={() => abort.current?.abort()}>
            Cancel
          </Button>
        </div>
      )}
      {upload.error && !abort.current?.signal.aborted && (
        <Notice tone="danger" title={`${upload.variables.file.name} was not taken`}>
          {upload.error.message}
        </Notice>
      )}
    </>
  );
}

const KNOWN = {
  value: "format",
  label: "A known format",
  hint: "items, and judgments with their raters",
} as const;
const KINDS = [
  { value: "items", label: "Items", hint: "prompts with their responses" },
  { value: "judgments", label: "Judgments", hint: "verdicts on items that are here" },
] as const;
const ON_ERROR = [
  { value: "skip", label: "Leave them out and report them" },
  { value: "stop", label: "Stop, and import nothing" },
] as const;

function MapIt({ projectId, questions, draft, onDraft, onStarted }: Props & { draft: Draft }) {
  const start = useStartImports(projectId);
  const { upload, also } = draft;
  const first = upload.rows[0];
  const problems = problemsOf(draft);
  const found = upload.known.find((one) => one.format === draft.format);
  const set = (change: Partial<Draft>) => onDraft({ ...draft, ...change });
  const other = strangers(draft);
  const go = (dryRun: boolean) => start.mutate(requests(draft, dryRun), { onSuccess: onStarted });
  return (
    <>
      <Panel
        title={`${upload.name}, ${bytes(upload.size)}`}
        actions={
          <Button size="small" onClick={() => onDraft(null)}>
            Other files
          </Button>
        }
      >
        {also.length > 0 && (
          <p>
            And {plural(also.length, "file")} read in the same way:{" "}
            {also.map((one) => `${one.name}, ${bytes(one.size)}`).join("; ")}.
          </p>
        )}
        {other.length > 0 && (
          <Notice tone="warn" title="Not all of these files look alike">
            {other.join(" ")} Import files of another shape by themselves.
          </Notice>
        )}
        {upload.problems.length > 0 && (
          <Notice
            tone="warn"
            title={`${plural(upload.problems.length, "problem")} in the first rows`}
          >
            {upload.problems.map((p) => (
              <p key={`${p.line} ${p.field}`}>
                Line {p.line}: {p.field} {p.reason}
              </p>
            ))}
          </Notice>
        )}
        <RawRows rows={upload.rows} lines={upload.lines} columns={upload.columns} />
      </Panel>
      <Panel title="What is where">
        <p className={styles.quiet}>{basis(draft)}</p>
        <Choices
          legend="The file holds"
          name="holds"
          value={draft.kind}
          choices={upload.known.length > 0 ? [KNOWN, ...KINDS] : KINDS}
          onChange={(kind) => set({ kind })}
        />
        {draft.kind === "format" && <FormatForm draft={draft} onChange={set} />}
        {draft.kind === "items" && (
          <ItemMappingForm
            columns={upload.columns}
            mapping={draft.items}
            onChange={(items) => set({ items })}
          />
        )}
        {draft.kind === "judgments" && (
          <JudgmentMappingForm
            columns={upload.columns}
            rows={upload.rows}
            questions={questions}
            mapping={draft.judgments}
            onChange={(judgments) => set({ judgments })}
          />
        )}
      </Panel>
      <Panel
        title={draft.kind === "items" ? "What the first row becomes" : "What the first rows become"}
      >
        {draft.kind === "format" && found && <FormatPreview found={found} />}
        {draft.kind === "judgments" && (
          <FirstJudgments rows={upload.rows} mapping={draft.judgments} questions={questions} />
        )}
        {draft.kind === "items" && first && <FirstItem row={first} mapping={draft.items} />}
      </Panel>
      <Panel title="Start">
        <Choices
          legend="Rows with a problem"
          name="on-error"
          value={draft.onError}
          choices={ON_ERROR}
          onChange={(onError) => set({ onError })}
        />
        {problems.length > 0 && <Notice tone="warn">{problems.join(" ")}</Notice>}
        {start.error && (
          <Notice tone="danger" title="The import did not start">
            {start.error.message}
          </Notice>
        )}
        <div className={styles.buttons}>
          <Button disabled={problems.length > 0 || start.isPending} onClick={() => go(true)}>
            Check only
          </Button>
          <Button
            variant="primary"
            disabled={problems.length > 0 || start.isPending}
            onClick={() => go(false)}
          >
            Import
          </Button>
        </div>
      </Panel>
    </>
  );
}

/** What the choices below were filled in from. */
function basis({ kind, upload }: Draft): string {
  if (kind === "format") return "Found in the rows; check it.";
  const guessed = upload.mapping_guess
    ? "Filled in from the rows; check it."
    : "Nothing could be guessed.";
  return `${guessed} ${upload.evidence.join(" ")}`;
}
