import { useEffect, useState } from "react";
import { ApiError } from "@/api/client";
import { useExportPreview, useFormats, useStartExport } from "@/api/queries/exports";
import type { ExportParam, ExportPreview, Format, Question, Snapshot } from "@/api/types";
import { count, plural } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { SelectField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import styles from "./ExportsPage.module.css";
import { groupsOf, partsOf } from "./groups";
import { ParamField } from "./ParamField";
import { part, reason } from "./words";

type Props = {
  projectId: number;
  questions: readonly Question[];
  onStarted: (snapshot: Snapshot) => void;
};

/** A format, its choices, what would be in it, and the start. */
export function NewExport(props: Props) {
  const formats = useFormats();
  return (
    <Loaded query={formats} what="Formats">
      {(list) => <Chooser {...props} formats={list} />}
    </Loaded>
  );
}

function Chooser({ projectId, questions, onStarted, formats }: Props & { formats: Format[] }) {
  const [key, setKey] = useState(formats[0]?.key ?? "");
  const [changes, setChanges] = useState<Record<string, unknown>>({});
  const start = useStartExport(projectId);
  const format = formats.find((f) => f.key === key);
  const params = format && paramsOf(format, changes, questions);
  const asked = useSettled(JSON.stringify(params ? { format: key, params } : null));
  const preview = useExportPreview(projectId, JSON.parse(asked));
  if (!format || !params) return null;
  const parts = partsOf(format.params);
  const wrong = preview.error instanceof ApiError ? preview.error.fields : {};
  const fields = (some: typeof format.params) => (
    <FieldRow>
      {some.map((param) => (
        <ParamField
          key={param.key}
          projectId={projectId}
          param={param}
          formats={formats}
          value={params[param.key]}
          questions={questions}
          error={wrong[param.key]?.join(" ")}
          onChange={(value) => setChanges({ ...changes, [param.key]: value })}
        />
      ))}
    </FieldRow>
  );
  return (
    <>
      <Panel title="What to export">
        <div className={styles.format}>
          <SelectField
            label="Format"
            hint={format.summary}
            value={key}
            onChange={(event) => setKey(event.currentTarget.value)}
          >
            {groupsOf(formats).map(([name, held]) => (
              <optgroup key={name} label={name}>
                {held.map((f) => (
                  <option key={f.key} value={f.key}>
                    {f.title}
                  </option>
                ))}
              </optgroup>
            ))}
          </SelectField>
        </div>
        {fields(parts.rows)}
        <h3 className={styles.part}>Whose judgments, and which items</h3>
        {fields(parts.whose)}
        <details className={styles.more} open={Boolean(params.split || params.against)}>
          <summary>Splits, and texts to keep apart from</summary>
          {fields(parts.splits)}
        </details>
        <details className={styles.more}>
          <summary>The dataset: what stands beside it, licence, contact</summary>
          {fields(parts.dataset)}
        </details>
      </Panel>
      <Panel
        title="What would be in it"
        actions={
          <Button
            variant="primary"
            disabled={start.isPending || !preview.data || preview.data.total === 0}
            onClick={() => start.mutate({ format: key, params }, { onSuccess: onStarted })}
          >
            Export
          </Button>
        }
      >
        {start.error && (
          <Notice tone="danger" title="The export did not start">
            {start.error.message}
          </Notice>
        )}
        {Object.keys(wrong).length > 0 ? (
          <Notice tone="warn" title="A choice above does not fit">
            {Object.values(wrong).flat().join(" ")}
          </Notice>
        ) : (
          <Loaded query={preview} what="The preview">
            {(data) => <Preview preview={data} unit={format.unit} />}
          </Loaded>
        )}
      </Panel>
    </>
  );
}

/** A value once it has not changed for a moment: nobody wants to see every letter counted. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 300);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The choices of a format: what was chosen, else its defaults; a question that is not asked is none. */
function paramsOf(
  format: Format,
  changes: Record<string, unknown>,
  questions: readonly Question[],
) {
  const asked = questions.filter((q) => q.type === "comparison").map((q) => q.key);
  return Object.fromEntries(
    format.params.flatMap((param) => {
      const value = fitting(param, changes[param.key]);
      const missing =
        param.key === "question" && asked.length > 0 && !asked.includes(String(value));
      if (param.key === "question" && asked.length === 0) return [];
      return [[param.key, missing ? asked.at(-1) : value]];
    }),
  );
}

/** What was chosen for another format, where this one has it too; else its default. */
function fitting(param: ExportParam, chosen: unknown): unknown {
  if (chosen === undefined) return param.default;
  if (Array.isArray(param.default)) {
    const kept = (chosen as string[]).filter((one) => param.choices.includes(one));
    return kept.length > 0 || param.empty ? kept : param.default;
  }
  const fits = param.choices.length === 0 || param.choices.includes(chosen as string);
  return fits ? chosen : param.default;
}

function Preview({ preview, unit }: { preview: ExportPreview; unit: Format["unit"] }) {
  const left = preview.left_out.reduce((sum, one) => sum + one.n, 0);
  return (
    <>
      <p>
        {preview.looked_at === null
          ? `${plural(preview.total, "row")}, one per ${unit}; ${count(left)} left out.`
          : `${plural(preview.total, "item")}; the first ${count(preview.looked_at)} give ${plural(preview.row_count ?? 0, "row")}. ${count(left)} records left out.`}
      </p>
      {preview.apart && (
        <p>
          {preview.apart.looked_at === 0
            ? "The texts to keep apart from are too long for a preview; the export compares all items with them."
            : `${count(preview.apart.left_out)} of the first ${count(preview.apart.looked_at)} items hold what the texts to keep apart from hold; the export compares all.`}
        </p>
      )}
      {preview.left_out.length > 0 && (
        <Table
          caption="Left out, by reason"
          columns={reasons}
          rows={preview.left_out}
          rowKey={(row) => row.reason}
        />
      )}
      {preview.without.length > 0 && (
        <Table
          caption="Written without, by part"
          columns={parts}
          rows={preview.without}
          rowKey={(row) => row.part}
        />
      )}
      {preview.rows.length > 0 ? (
        <Rows rows={preview.rows} />
      ) : (
        <Notice tone="warn">
          Nothing would be exported with these choices. Loosen one, or label items first.
        </Notice>
      )}
    </>
  );
}

const reasons: Column<ExportPreview["left_out"][number]>[] = [
  { key: "reason", head: "Left out because", cell: (row) => reason(row.reason) },
  { key: "n", head: "Records", numeric: true, width: "120px", cell: (row) => count(row.n) },
];

const parts: Column<ExportPreview["without"][number]>[] = [
  { key: "part", head: "Not in this format", cell: (row) => part(row.part) },
  { key: "n", head: "Items", numeric: true, width: "120px", cell: (row) => count(row.n) },
];

/** The first rows of the file, column by column. */
function Rows({ rows }: { rows: readonly Record<string, unknown>[] }) {
  const names = Object.keys(rows[0] ?? {});
  const columns = names.map((name) => ({
    key: name,
    head: name,
    cell: (row: Record<string, unknown>) => (
      <span className={styles.cell} dir="auto">
        {shown(row[name])}
      </span>
    ),
  }));
  const numbered = new Map(rows.map((row, n) => [row, n]));
  return (
    <Table
      caption="First rows of the export"
      columns={columns}
      rows={rows}
      rowKey={(row) => numbered.get(row) ?? 0}
    />
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (isMessages(value))
    return value
      .map((m) => `${m.role}: ${m.content}`)
      .join(" ⏎ ")
      .slice(0, 160);
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 160);
}

function isMessages(value: unknown): value is { role: string; content: string }[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((m) => m && typeof m === "object" && "role" in m && "content" in m)
  );
}
