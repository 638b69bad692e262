import { isExporting, useCancelExport, useExport } from "@/api/queries/exports";
import { useProject } from "@/api/queries/projects";
import type { Snapshot } from "@/api/types";
import { bytes, count, dateTime, plural, shortHash } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";
import { Facts } from "@/ui/Facts";
import { JobBar } from "@/ui/JobBar";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import styles from "./ExportsPage.module.css";
import { snippet } from "./snippet";

/** One export: its progress, then its files, how to load them, and everything that was decided. */
export function ExportReport({ projectId, snapshotId }: { projectId: number; snapshotId: number }) {
  const snapshot = useExport(snapshotId);
  const cancel = useCancelExport(projectId, snapshotId);
  return (
    <Loaded query={snapshot} what="The export">
      {(data) => (
        <>
          <Panel title={`${data.format}, asked for ${dateTime(data.created_at)}`}>
            {isExporting(data) ? (
              <JobBar
                label="Writing"
                done={data.job?.done ?? 0}
                total={data.job?.total ?? null}
                unit="rows"
                action={
                  <Button size="small" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
                    Cancel
                  </Button>
                }
              />
            ) : (
              <Result snapshot={data} />
            )}
            {cancel.error && <Notice tone="danger">{cancel.error.message}</Notice>}
          </Panel>
          {data.state === "done" && <Contents projectId={projectId} snapshot={data} />}
        </>
      )}
    </Loaded>
  );
}

function Result({ snapshot }: { snapshot: Snapshot }) {
  if (snapshot.state === "failed")
    return (
      <Notice tone="danger" title="The export failed; nothing can be downloaded">
        {snapshot.error || "No reason was recorded."}
      </Notice>
    );
  if (snapshot.state === "cancelled") return <Notice>Cancelled; nothing can be downloaded.</Notice>;
  return (
    <>
      <Notice tone="ok">
        {plural(snapshot.rows ?? 0, "row")}, frozen: the files will not change whatever is judged
        next.
      </Notice>
      <Table
        caption="Files of the export"
        columns={files}
        rows={snapshot.files}
        rowKey={(file) => file.name}
      />
    </>
  );
}

const files: Column<Snapshot["files"][number]>[] = [
  {
    key: "name",
    head: "File",
    cell: (file) => (
      <a href={file.url} download>
        {file.name}
      </a>
    ),
  },
  {
    key: "rows",
    head: "Rows",
    numeric: true,
    cell: (file) => (file.rows === null ? "–" : count(file.rows)),
  },
  { key: "bytes", head: "Size", numeric: true, cell: (file) => bytes(file.bytes) },
  {
    key: "sha",
    head: "SHA-256",
    cell: (file) => <code className={styles.hash}>{file.sha256}</code>,
  },
];

function Contents({ projectId, snapshot }: { projectId: number; snapshot: Snapshot }) {
  const project = useProject(projectId);
  return (
    <>
      <Panel title="How to load it">
        <CodeBlock
          label="Python that loads the export"
          text={snippet(snapshot, project.data?.slug ?? "")}
        />
      </Panel>
      <Panel title="What was decided">
        <Facts
          facts={[
            ["Snapshot", <code key="sha">{shortHash(snapshot.sha256)}</code>],
            ["Asked for by", snapshot.created_by ?? "–"],
            ["Finished", snapshot.finished_at ? dateTime(snapshot.finished_at) : "–"],
          ]}
        />
        <details className={styles.manifest}>
          <summary>The whole manifest</summary>
          <CodeBlock label="Manifest" text={JSON.stringify(snapshot.manifest, null, 2)} wrap />
        </details>
      </Panel>
    </>
  );
}
