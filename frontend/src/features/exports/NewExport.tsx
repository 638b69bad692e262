import { useState } from "react";
import { useExportPreview, useFormats, useStartExport } from "@/api/queries/exports";
import type { ExportPreview, Format, Question, Snapshot } from "@/api/types";
import { count, plural } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { Choices } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import styles from "./ExportsPage.module.css";
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
  const preview = useExportPreview(projectId, params ? { format: key, params } : null);
  if (!format || !params) return null;
  return (
    <>
      <Panel title="What to export">
        <Choices
          legend="Format"
          name="format"
          value={key}
          choices={formats.map((f) => ({ value: f.key, label: f.title, hint: f.summary }))}
          onChange={setKey}
        />
        <FieldRow>
          {format.params.map((param) => (
            <ParamField
              key={param.key}
              param={param}
              value={params[param.key]}
              questions={questions}
              onChange={(value) => setChanges({ ...changes, [param.key]: value })}
            />
          ))}
        </FieldRow>
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
        <Loaded query={preview} what="The preview">
          {(data) => <Preview preview={data} unit={format.unit} />}
        </Loaded>
      </Panel>
    </>
  );
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
      const value = changes[param.key] ?? param.default;
      const missing =
        param.key === "question" && asked.length > 0 && !asked.includes(String(value));
      if (param.key === "question" && asked.length === 0) return [];
      return [[param.key, missing ? asked.at(-1) : value]];
    }),
  );
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
  return (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 160);
}
