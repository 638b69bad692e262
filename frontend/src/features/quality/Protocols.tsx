import type { BothWays, Figure } from "@/api/typesQuality";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import { share } from "./words";

type Row = BothWays & { rated: string; preferred: string; who: string };

/** How often what somebody rates higher is not what they prefer, of the same responses. */
export function Protocols({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  return (
    <Panel title="Do ratings and preferences say the same?">
      <Table
        caption="The same responses, rated and compared"
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.rated} ${row.preferred} ${row.who}`}
      />
      <p>
        Opposite: of the pairs that both ways decide, those with another winner. Different: of all
        pairs, ties included. Many pairs rated alike explain much of it.
      </p>
    </Panel>
  );
}

const figure = (of: Figure) =>
  of.value === null ? `– (${of.why_not})` : `${share(of)}, ${of.n} pairs`;

const columns: Column<Row>[] = [
  { key: "what", head: "Rated", cell: (row) => row.rated },
  { key: "against", head: "Preferred", cell: (row) => row.preferred },
  { key: "who", head: "Who", cell: (row) => row.who },
  { key: "opposite", head: "Opposite", numeric: true, cell: (row) => figure(row.contradicts) },
  { key: "different", head: "Different", numeric: true, cell: (row) => figure(row.differs) },
  { key: "alike", head: "Rated alike", numeric: true, cell: (row) => figure(row.rating_ties) },
];
