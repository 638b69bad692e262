import { useState } from "react";
import { Link } from "react-router";
import { useProjects } from "@/api/queries/projects";
import { useSession } from "@/api/queries/session";
import type { ProjectRow } from "@/api/types";
import { percent } from "@/lib/figures";
import { number, plural, t } from "@/lib/i18n";
import { roleWord } from "@/lib/roles";
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
      {t("New project")}
    </Button>
  );
  return (
    <Page
      title={t("Projects")}
      sentence={projects.data && sentence(projects.data.results)}
      actions={projects.data?.results.length ? create : null}
    >
      <Loaded query={projects} what={t("Projects")}>
        {({ results }) => (
          <Table
            caption={t("Your projects")}
            columns={columns()}
            rows={results}
            rowKey={(row) => row.id}
            empty={
              <EmptyState title={t("You are in no project yet")} action={create}>
                {t(
                  "Open the invite link somebody sent you, or make a project of your own: name it, choose what to ask, and import the pairs.",
                )}
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
  return plural(
    rows.length,
    "{n} project, {resolved} of {total} items labelled.",
    "{n} projects, {resolved} of {total} items labelled.",
    { resolved, total },
  );
}

const columns = (): Column<ProjectRow>[] => [
  {
    key: "name",
    head: t("Project"),
    cell: (row) => (
      <span className={styles.name}>
        <Link to={`/p/${row.id}`} className={rowLink}>
          {row.name}
        </Link>
        {row.simulated && <Badge tone="warn">{t("Demo data")}</Badge>}
        {row.state !== "active" && <Badge>{row.state}</Badge>}
      </span>
    ),
  },
  { key: "role", head: t("You are"), cell: (row) => roleWord(row.role) },
  {
    key: "progress",
    head: t("Labelled"),
    width: "200px",
    cell: (row) => (
      <span className={styles.progress}>
        <Progress
          label={t("{project}: labelled", { project: row.name })}
          value={row.items_resolved}
          max={row.items_total}
        />
        <span>{row.items_total > 0 ? percent(row.items_resolved / row.items_total) : "–"}</span>
      </span>
    ),
  },
  { key: "items", head: t("Items"), numeric: true, cell: (row) => number(row.items_total) },
  { key: "open", head: t("Held by you"), numeric: true, cell: (row) => number(row.my_open) },
  {
    key: "judge",
    head: <span className="visually-hidden">{t("Judge")}</span>,
    numeric: true,
    cell: (row) =>
      row.state === "active" &&
      row.items_resolved < row.items_total && (
        <ButtonLink
          size="small"
          to={`/p/${row.id}/bench`}
          aria-label={t("Judge in {project}", { project: row.name })}
        >
          {t("Judge")}
        </ButtonLink>
      ),
  },
];
