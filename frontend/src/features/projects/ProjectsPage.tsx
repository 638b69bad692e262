import { useState } from "react";
import { Link } from "react-router";
import { useProjects } from "@/api/queries/projects";
import { useSession } from "@/api/queries/session";
import type { ProjectRow } from "@/api/types";
import { count, percent, plural } from "@/lib/figures";
import { Badge } from "@/ui/Badge";
import { Button, ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { Progress } from "@/ui/Progress";
import { type Column, rowLink, Table } from "@/ui/Table";
import { CreateProjectDialog } from "./CreateProjectDialog";
import styles from "./ProjectsPage.module.css";

/** All projects the signed-in person is a member of. */
export default function ProjectsPage() {
  const projects = useProjects();
  const { data: session } = useSession();
  const [creating, setCreating] = useState(false);
  const memberships = session?.memberships ?? [];
  const mayCreate = session?.user?.is_staff || memberships.some((m) => m.role === "admin");
  const create = mayCreate && (
    <Button variant="primary" onClick={() => setCreating(true)}>
      New project
    </Button>
  );
  return (
    <Page
      title="Projects"
      sentence={projects.data && sentence(projects.data.results)}
      actions={projects.data?.results.length ? create : null}
    >
      <Loaded query={projects} what="Projects">
        {({ results }) => (
          <Table
            caption="Your projects"
            columns={columns}
            rows={results}
            rowKey={(row) => row.id}
            empty={
              <EmptyState title="You are in no project yet" action={create}>
                Open the invite link somebody sent you, or make a project of your own: name it,
                choose what to ask, and import the pairs.
              </EmptyState>
            }
          />
        )}
      </Loaded>
      <CreateProjectDialog open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function sentence(rows: readonly ProjectRow[]): string {
  const total = rows.reduce((sum, row) => sum + row.items_total, 0);
  const resolved = rows.reduce((sum, row) => sum + row.items_resolved, 0);
  return `${plural(rows.length, "project")}, ${count(resolved)} of ${plural(total, "item")} labelled.`;
}

const columns: Column<ProjectRow>[] = [
  {
    key: "name",
    head: "Project",
    cell: (row) => (
      <span className={styles.name}>
        <Link to={`/p/${row.id}`} className={rowLink}>
          {row.name}
        </Link>
        {row.simulated && <Badge tone="warn">Demo data</Badge>}
        {row.state !== "active" && <Badge>{row.state}</Badge>}
      </span>
    ),
  },
  { key: "role", head: "You are", cell: (row) => row.role },
  {
    key: "progress",
    head: "Labelled",
    width: "200px",
    cell: (row) => (
      <span className={styles.progress}>
        <Progress
          label={`${row.name}: labelled`}
          value={row.items_resolved}
          max={row.items_total}
        />
        <span>{row.items_total > 0 ? percent(row.items_resolved / row.items_total) : "–"}</span>
      </span>
    ),
  },
  { key: "items", head: "Items", numeric: true, cell: (row) => count(row.items_total) },
  { key: "open", head: "Held by you", numeric: true, cell: (row) => count(row.my_open) },
  {
    key: "judge",
    head: <span className="visually-hidden">Judge</span>,
    numeric: true,
    cell: (row) =>
      row.state === "active" &&
      row.items_resolved < row.items_total && (
        <ButtonLink size="small" to={`/p/${row.id}/bench`} aria-label={`Judge in ${row.name}`}>
          Judge
        </ButtonLink>
      ),
  },
];
