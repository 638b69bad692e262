import { Link, useParams, useSearchParams } from "react-router";
import { useExports } from "@/api/queries/exports";
import { useProject } from "@/api/queries/projects";
import type { Snapshot } from "@/api/types";
import { ago, count, plural, shortHash } from "@/lib/figures";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Loaded } from "@/ui/Loaded";
import { Page, Panel } from "@/ui/Page";
import { type Column, rowLink, Table } from "@/ui/Table";
import { ExportReport } from "./ExportReport";
import { NewExport } from "./NewExport";

/** Datasets: a new one, one of them (?snapshot=), and all that came before. */
export default function ExportsPage() {
  const id = Number(useParams().id);
  const [search, setSearch] = useSearchParams();
  const project = useProject(id);
  const exports = useExports(id);
  const snapshotId = Number(search.get("snapshot")) || null;
  return (
    <Page
      title="Exports"
      sentence={exports.data && sentence(exports.data.results)}
      actions={snapshotId && <Button onClick={() => setSearch({})}>New export</Button>}
    >
      {snapshotId ? (
        <ExportReport key={snapshotId} projectId={id} snapshotId={snapshotId} />
      ) : (
        <Loaded query={project} what="The project">
          {(data) => (
            <NewExport
              projectId={id}
              questions={data.questions?.questions ?? []}
              onStarted={(snapshot) => setSearch({ snapshot: String(snapshot.id) })}
            />
          )}
        </Loaded>
      )}
      <Panel title="Earlier exports">
        <Loaded query={exports} what="Exports">
          {({ results }) => (
            <Table
              caption="Exports"
              columns={columns}
              rows={results}
              rowKey={(row) => row.id}
              empty={
                <p>None yet: choose a format above, look at the first rows, and press Export.</p>
              }
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function sentence(snapshots: readonly Snapshot[]): string {
  const done = snapshots.filter((snapshot) => snapshot.state === "done");
  const last = done[0];
  if (!last) return "Nothing has been exported yet.";
  return `${plural(done.length, "export")}; the last one has ${plural(last.rows ?? 0, "row")}, ${ago(last.created_at)}.`;
}

const TONES: Record<string, Tone> = {
  done: "ok",
  failed: "danger",
  running: "accent",
  pending: "accent",
};

const columns: Column<Snapshot>[] = [
  {
    key: "format",
    head: "Format",
    cell: (row) => (
      <Link to={`?snapshot=${row.id}`} className={rowLink}>
        {row.format}
      </Link>
    ),
  },
  {
    key: "state",
    head: "State",
    cell: (row) => <Badge tone={TONES[row.state] ?? "neutral"}>{row.state}</Badge>,
  },
  { key: "rows", head: "Rows", numeric: true, cell: (row) => count(row.rows ?? 0) },
  {
    key: "sha",
    head: "Snapshot",
    cell: (row) => (row.sha256 ? <code>{shortHash(row.sha256)}</code> : "–"),
  },
  { key: "by", head: "By", cell: (row) => row.created_by ?? "–" },
  { key: "when", head: "When", cell: (row) => ago(row.created_at) },
];
