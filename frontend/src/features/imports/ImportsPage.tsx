import { useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { useImports, useStartImports } from "@/api/queries/imports";
import { useProject } from "@/api/queries/projects";
import type { ImportBatch } from "@/api/types";
import { ago, count, plural } from "@/lib/figures";
import { Badge, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { type Column, rowLink, Table } from "@/ui/Table";
import { type Draft, requests } from "./draft";
import { ImportReport } from "./ImportReport";
import { MediaFiles } from "./MediaFiles";
import { NewImport } from "./NewImport";

/** Bringing items and judgments in: new files, some imports (?batch=), and all that came before. */
export default function ImportsPage() {
  const id = Number(useParams().id);
  const [search, setSearch] = useSearchParams();
  const [draft, setDraft] = useState<Draft | null>(null);
  const project = useProject(id);
  const imports = useImports(id);
  const start = useStartImports(id);
  const batchIds = search.getAll("batch").map(Number).filter(Boolean);
  const several = batchIds.length > 1;
  const show = (batches: ImportBatch[]) => {
    if (!batches.some((batch) => batch.dry_run)) setDraft(null);
    setSearch({ batch: batches.map((batch) => String(batch.id)) });
  };
  const goOn = draft && (() => start.mutate(requests(draft, false), { onSuccess: show }));
  return (
    <Page
      title="Imports"
      sentence={imports.data && sentence(imports.data.results)}
      actions={
        batchIds.length > 0 && (
          <>
            {several && goOn && (
              <Button variant="primary" disabled={start.isPending} onClick={goOn}>
                Import all {batchIds.length} files
              </Button>
            )}
            <Button onClick={() => setSearch({})}>
              {draft ? "Back to the mapping" : "New import"}
            </Button>
          </>
        )
      }
    >
      {start.error && <Notice tone="danger">{start.error.message}</Notice>}
      {batchIds.map((batchId) => (
        <ImportReport
          key={batchId}
          projectId={id}
          batchId={batchId}
          onImport={several ? null : goOn}
        />
      ))}
      {batchIds.length === 0 && (
        <NewImport
          projectId={id}
          questions={project.data?.questions?.questions ?? []}
          draft={draft}
          onDraft={setDraft}
          onStarted={show}
        />
      )}
      {!draft && batchIds.length === 0 && <MediaFiles projectId={id} />}
      {!draft && (
        <Panel title="Earlier imports">
          <Loaded query={imports} what="Imports">
            {({ results }) => (
              <Table
                caption="Imports"
                columns={columns}
                rows={results}
                rowKey={(row) => row.id}
                empty={<p>None yet: what you send above will be the first.</p>}
              />
            )}
          </Loaded>
        </Panel>
      )}
    </Page>
  );
}

function sentence(batches: readonly ImportBatch[]): string {
  const done = batches.filter((batch) => batch.state === "committed");
  if (done.length === 0) return "Nothing has been imported yet.";
  const added = (kind: string) =>
    done.filter((batch) => batch.kind === kind).reduce((sum, batch) => sum + batch.rows_added, 0);
  // Files of known formats bring judgments with their items.
  const along = done.reduce((sum, batch) => sum + batch.judgments_added, 0);
  return `${plural(added("items"), "item")} and ${plural(added("judgments") + along, "judgment")} came in by ${plural(done.length, "import")}.`;
}

const TONES: Record<string, Tone> = { committed: "ok", failed: "danger", checked: "accent" };

const columns: Column<ImportBatch>[] = [
  {
    key: "file",
    head: "File",
    cell: (row) => (
      <Link to={`?batch=${row.id}`} className={rowLink}>
        {row.file}
      </Link>
    ),
  },
  { key: "kind", head: "Holds", cell: (row) => row.kind },
  {
    key: "state",
    head: "State",
    cell: (row) => <Badge tone={TONES[row.state] ?? "neutral"}>{row.state}</Badge>,
  },
  { key: "added", head: "Added", numeric: true, cell: (row) => count(row.rows_added) },
  { key: "present", head: "Were here", numeric: true, cell: (row) => count(row.rows_present) },
  { key: "bad", head: "Problems", numeric: true, cell: (row) => count(row.rows_bad) },
  { key: "who", head: "By", cell: (row) => row.created_by ?? "a command" },
  { key: "when", head: "When", cell: (row) => ago(row.created_at) },
];
