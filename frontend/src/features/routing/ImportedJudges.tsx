import { Link } from "react-router";
import { useImportedJudges } from "@/api/queries/standing";
import type { ImportedJudge } from "@/api/types";
import { count, dateTime } from "@/lib/figures";
import { type Column, Table } from "@/ui/Table";
import styles from "./RoutingPage.module.css";

/** Judges whose verdicts came by import: nobody here asks them, and each has its report. */
export function ImportedJudges({ projectId }: { projectId: number }) {
  const { data } = useImportedJudges(projectId);
  if (!data?.length) return null;
  return (
    <>
      <h3 className={styles.second}>Imported judges</h3>
      <Table
        caption="Imported judges"
        columns={columns(projectId, data)}
        rows={data}
        rowKey={(row) => row.id}
      />
    </>
  );
}

function columns(projectId: number, all: readonly ImportedJudge[]): Column<ImportedJudge>[] {
  const name = (id: number | null) => all.find((one) => one.id === id)?.name;
  return [
    {
      key: "name",
      head: "Judge",
      cell: (row) => <Link to={`/p/${projectId}/imported-judges/${row.id}`}>{row.name}</Link>,
    },
    { key: "judged", head: "Verdicts", numeric: true, cell: (row) => count(row.judged) },
    {
      key: "order",
      head: "With the sides swapped",
      cell: (row) =>
        row.swapped_of ? `these, of ${name(row.swapped_of)}` : (name(row.swapped_id) ?? "–"),
    },
    { key: "last", head: "Last", cell: (row) => (row.last_at ? dateTime(row.last_at) : "–") },
  ];
}
