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
import { Changes } from "./Changes";
import styles from "./ExportsPage.module.css";
import { LinkMaker } from "./LinkMaker";
import { snippet } from "./snippet";
import { part, reason } from "./words";

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

const cardFiles: Column<Snapshot["card"][number]>[] = [
  {
    key: "name",
    head: "File",
    cell: (file) => (
      <a href={file.url} download>
        {file.name}
      </a>
    ),
  },
  { key: "bytes", head: "Size", numeric: true, cell: (file) => bytes(file.bytes) },
];

const PLOTS: Record<string, string> = {
  "plot-labels.png": "Labels in the dataset, by whom",
  "plot-agreement.png": "Agreement by question, with intervals",
  "plot-rewards.png": "Which properties of a response win, with intervals",
  "plot-raters.png": "How often the left response wins, by rater",
  "plot-routing.png": "Whom each version of the routing asked",
};

type Config = {
  format: string;
  considered: number;
  considered_unit: string;
  rows: number;
  left_out: { reason: string; n: number }[];
  without: { part: string; n: number }[];
};

/** Of each config what did not come into it, by reason. */
function LeftOut({ snapshot }: { snapshot: Snapshot }) {
  const manifest = snapshot.manifest as (Config & { configs?: Config[] }) | null;
  const rows = (manifest?.configs ?? (manifest ? [manifest] : [])).flatMap((config) => [
    ...config.left_out.map((one) => ({ ...one, config: config.format, words: reason(one.reason) })),
    ...config.without.map((one) => ({
      ...one,
      config: config.format,
      words: `Written without: ${part(one.part).toLowerCase()}`,
    })),
  ]);
  return (
    <>
      <p>
        {manifest &&
          `${count(manifest.considered)} ${manifest.considered_unit} were looked at; ${plural(manifest.rows, "row")} came of them.`}
      </p>
      <Table
        caption="Left out or written without, by config"
        columns={lost}
        rows={rows}
        rowKey={(row) => `${row.config} ${row.words}`}
        empty={<p>Nothing was left out.</p>}
      />
    </>
  );
}

const lost: Column<{ config: string; words: string; n: number }>[] = [
  { key: "config", head: "Config", cell: (row) => row.config },
  { key: "words", head: "Reason", cell: (row) => row.words },
  { key: "n", head: "Records", numeric: true, width: "120px", cell: (row) => count(row.n) },
];

function Contents({ projectId, snapshot }: { projectId: number; snapshot: Snapshot }) {
  const project = useProject(projectId);
  return (
    <>
      <Panel title="What was left out">
        <LeftOut snapshot={snapshot} />
      </Panel>
      <Panel title="Its card">
        <p>
          How it was made, who judged, how far they agree, and what the labels reward: ready for a
          hub.
        </p>
        <Table
          caption="Files of the card"
          columns={cardFiles}
          rows={snapshot.card}
          rowKey={(file) => file.name}
          empty={<p>This export is from before there were cards.</p>}
        />
        <div className={styles.plots}>
          {snapshot.card
            .filter((file) => file.name.endsWith(".png"))
            .map((file) => (
              <img
                key={file.name}
                src={file.url}
                alt={PLOTS[file.name] ?? file.name}
                loading="lazy"
              />
            ))}
        </div>
      </Panel>
      <Changes projectId={projectId} snapshot={snapshot} />
      <Panel title="For others and for machines">
        <LinkMaker snapshot={snapshot} />
      </Panel>
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
