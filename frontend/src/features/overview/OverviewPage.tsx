import { useParams } from "react-router";
import { isOpen, useOverview } from "@/api/queries/overview";
import { useProject } from "@/api/queries/projects";
import { useRouting } from "@/api/queries/routing";
import { atLeast, useRole } from "@/api/queries/session";
import type { Overview, Routing } from "@/api/types";
import { english } from "@/app/RequireRole";
import { count, duration, plural } from "@/lib/figures";
import { JOBS, wordFor } from "@/lib/words";
import { ButtonLink } from "@/ui/Button";
import { PerDay } from "@/ui/charts/PerDay";
import { EmptyState } from "@/ui/EmptyState";
import { JobBar } from "@/ui/JobBar";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Page, Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import { AnnotatorOverview } from "./AnnotatorOverview";
import { Agreement, SourceBar, StateBar } from "./Charts";
import styles from "./OverviewPage.module.css";
import { Spend } from "./Spend";
import { asOf, hints, sentence } from "./words";

/** How the project stands; an annotator sees their own work only. */
export default function OverviewPage() {
  const id = Number(useParams().id);
  const role = useRole(id);
  return atLeast(role, "reviewer") ? (
    english(<WholeOverview id={id} />)
  ) : (
    <AnnotatorOverview id={id} />
  );
}

function WholeOverview({ id }: { id: number }) {
  const role = useRole(id);
  const project = useProject(id);
  const overview = useOverview(id);
  const routing = useRouting(id, atLeast(role, "researcher"));
  const base = `/p/${id}`;
  return (
    <Page
      title={project.data?.name ?? "Project"}
      sentence={overview.data && sentence(overview.data, routing.data)}
      actions={
        <ButtonLink to={`${base}/bench`} variant="primary">
          Judge
        </ButtonLink>
      }
    >
      <Loaded query={overview} what="The overview" lines={10}>
        {(data) =>
          data.counts.total === 0 ? (
            <NoItems base={base} mayImport={role === "admin"} />
          ) : (
            <Body overview={data} routing={routing.data} base={base} />
          )
        }
      </Loaded>
    </Page>
  );
}

function NoItems({ base, mayImport }: { base: string; mayImport: boolean }) {
  return (
    <EmptyState
      title="No items yet"
      action={
        mayImport && (
          <ButtonLink to={`${base}/data/imports`} variant="primary">
            Import items
          </ButtonLink>
        )
      }
    >
      {mayImport
        ? "Bring a JSONL file with a prompt and two responses per line; the next page shows what it becomes before anything is added."
        : "An admin of the project imports them."}
    </EmptyState>
  );
}

type BodyProps = { overview: Overview; routing: Routing | undefined; base: string };

function Body({ overview, routing, base }: BodyProps) {
  const running = overview.jobs.filter(isOpen);
  return (
    <>
      {running.length > 0 && (
        <Panel title="Running now">
          {running.map((job) => (
            <JobBar
              key={job.id}
              label={wordFor(JOBS, job.kind)}
              done={job.done}
              total={job.total}
              unit=""
            />
          ))}
        </Panel>
      )}
      <Panel>
        {asOf(overview) && <Notice>{asOf(overview)}</Notice>}
        <StateBar counts={overview.counts} to={`${base}/items`} />
        <SourceBar by={overview.judged_by} to={`${base}/items`} />
        {hints({ overview, routing, base }).map((hint) => (
          <Notice
            key={hint.text}
            tone="warn"
            action={
              hint.to && (
                <ButtonLink to={hint.to} size="small">
                  {hint.action}
                </ButtonLink>
              )
            }
          >
            {hint.text}
          </Notice>
        ))}
      </Panel>
      <div className={styles.pair}>
        <Panel>
          <PerDay days={overview.per_day} />
        </Panel>
        <Panel title="Budgets">
          {routing ? (
            <Spend budgets={routing.budgets} />
          ) : (
            <p>Researchers and admins see what is spent.</p>
          )}
        </Panel>
      </div>
      <Panel title="Agreement so far">
        <Agreement agreement={overview.agreement} />
      </Panel>
      <Panel title="Who judges">
        <Table
          caption="Raters of the project"
          columns={people}
          rows={overview.people}
          rowKey={(row) => `${row.kind} ${row.rater}`}
          empty={<p>{plural(0, "judgment")} so far.</p>}
        />
      </Panel>
    </>
  );
}

const people: Column<Overview["people"][number]>[] = [
  { key: "rater", head: "Rater", cell: (row) => row.rater },
  { key: "kind", head: "Kind", cell: (row) => (row.kind === "human" ? "person" : row.kind) },
  { key: "judged", head: "Judgments", numeric: true, cell: (row) => count(row.judged) },
  {
    key: "seconds",
    head: "Median time",
    numeric: true,
    cell: (row) => (row.median_seconds === null ? "–" : duration(row.median_seconds)),
  },
];
