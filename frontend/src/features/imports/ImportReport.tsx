import { isImporting, useCancelImport, useImport } from "@/api/queries/imports";
import type { ImportBatch, RowProblem } from "@/api/types";
import { bytes, count, dateTime } from "@/lib/figures";
import { Button, ButtonLink } from "@/ui/Button";
import { Facts } from "@/ui/Facts";
import { JobBar } from "@/ui/JobBar";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import styles from "./ImportsPage.module.css";
import { leftOut, outcome } from "./outcome";

type Props = {
  projectId: number;
  batchId: number;
  /** Present while the draft of a checked file is still at hand. */
  onImport: (() => void) | null;
};

/** One import: how far it is, what came of it, and every row that could not be used. */
export function ImportReport({ projectId, batchId, onImport }: Props) {
  const batch = useImport(batchId);
  const cancel = useCancelImport(projectId, batchId);
  return (
    <Loaded query={batch} what="The import">
      {(data) => (
        <>
          <Panel title={`${data.dry_run ? "Check" : "Import"} of ${data.file}`}>
            {isImporting(data) ? (
              <JobBar
                label={data.state === "committing" ? "Adding the rows" : "Reading and checking"}
                done={data.bytes_read}
                total={data.size}
                unit=""
                format={bytes}
                action={
                  <Button size="small" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
                    Cancel
                  </Button>
                }
              />
            ) : (
              <Result batch={data} base={`/p/${projectId}`} onImport={onImport} />
            )}
            {cancel.error && <Notice tone="danger">{cancel.error.message}</Notice>}
            <Figures batch={data} />
          </Panel>
          {data.problems.length > 0 && <Problems batch={data} problems={data.problems} />}
        </>
      )}
    </Loaded>
  );
}

function Result(props: { batch: ImportBatch; base: string; onImport: (() => void) | null }) {
  const { batch, base, onImport } = props;
  const { tone, text } = outcome(batch);
  return (
    <>
      <Notice tone={tone}>{text}</Notice>
      <div className={styles.buttons}>
        {batch.state === "checked" && onImport && (
          <Button variant="primary" onClick={onImport}>
            Import it
          </Button>
        )}
        {batch.state === "committed" && (
          <>
            <ButtonLink to={`${base}/items`}>See the items</ButtonLink>
            {batch.kind === "items" && (
              <ButtonLink to={`${base}/routing`} variant="primary">
                Decide who judges them
              </ButtonLink>
            )}
          </>
        )}
      </div>
    </>
  );
}

function Figures({ batch }: { batch: ImportBatch }) {
  const committed: [string, string][] = [
    ["Added", count(batch.rows_added)],
    ["Were here already", count(batch.rows_present)],
    ["Same id, other content: kept as it was", count(batch.rows_differing)],
  ];
  return (
    <Facts
      facts={[
        ["Rows read", count(batch.rows_read)],
        ...(batch.state === "committed" ? committed : []),
        ["With a problem", count(batch.rows_bad)],
        ...batch.left_out.map(({ reason, n }): [string, string] => [leftOut(reason), count(n)]),
        ["Started", dateTime(batch.created_at)],
        ["By", batch.created_by ?? "a command"],
      ]}
    />
  );
}

function Problems({ batch, problems }: { batch: ImportBatch; problems: readonly RowProblem[] }) {
  const rest = batch.rows_bad - problems.filter((row) => !row.note).length;
  return (
    <Panel title="What was found in the rows">
      <Table
        caption="Problems and notes, by line"
        tall
        columns={columns}
        rows={problems}
        rowKey={(row) => `${row.line} ${row.field} ${row.reason}`}
      />
      {rest > 0 && (
        <p>{count(rest)} more rows had a problem; the report keeps the first thousand lines.</p>
      )}
    </Panel>
  );
}

const columns: Column<RowProblem>[] = [
  { key: "line", head: "Line", numeric: true, width: "90px", cell: (row) => count(row.line) },
  { key: "field", head: "Field", cell: (row) => <code>{row.field || "–"}</code> },
  { key: "reason", head: "Reason", cell: (row) => row.reason },
  { key: "value", head: "Value", cell: (row) => <code>{row.value || "–"}</code> },
  { key: "what", head: "Row", cell: (row) => (row.note ? "used" : "left out") },
];
