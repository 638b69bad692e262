import { useState } from "react";
import { Link, useParams } from "react-router";
import { useAskPeople, useSuspicious } from "@/api/queries/learning";
import type { Suspicious } from "@/api/types";
import { plural } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";

/** Labels of judges that look wrong; an admin has people look at some of them. */
export function SecondLooks({ projectId, mayChange }: { projectId: number; mayChange: boolean }) {
  const suspicious = useSuspicious(projectId);
  const ask = useAskPeople(projectId);
  const say = useStatus();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number) =>
    setChosen((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const start = () =>
    ask.mutate([...chosen], {
      onSuccess: ({ asked, held }) => {
        setChosen(new Set());
        const rest = held
          ? ` ${plural(held, "item")} stayed: the budget for people is used up.`
          : "";
        say(`People are asked about ${plural(asked, "item")}.${rest}`, held ? "danger" : "ok");
      },
      onError: (error) => say(error.message, "danger"),
    });
  return (
    <Panel
      title="Labels of judges that look wrong"
      actions={
        mayChange &&
        (suspicious.data?.length ?? 0) > 0 && (
          <Button disabled={chosen.size === 0 || ask.isPending} onClick={start}>
            Ask people about {chosen.size === 0 ? "these" : plural(chosen.size, "item")}
          </Button>
        )
      }
    >
      <Loaded query={suspicious} what="The list" lines={3}>
        {(rows) =>
          rows.length === 0 ? (
            <p>None: no item that judges keep has a doubt of its own.</p>
          ) : (
            <Table
              caption="Items left to judges, the most doubtful first"
              columns={columns(mayChange ? { chosen, toggle } : null)}
              rows={rows.slice(0, 20)}
              rowKey={(row) => row.item_id}
            />
          )
        }
      </Loaded>
    </Panel>
  );
}

type Choice = { chosen: ReadonlySet<number>; toggle: (id: number) => void };

function columns(choice: Choice | null): Column<Suspicious>[] {
  const pick: Column<Suspicious> = {
    key: "pick",
    head: "Ask",
    width: "56px",
    cell: (row) => (
      <input
        type="checkbox"
        aria-label={`Ask people about ${row.external_id}`}
        checked={choice?.chosen.has(row.item_id) ?? false}
        onChange={() => choice?.toggle(row.item_id)}
      />
    ),
  };
  return [
    ...(choice ? [pick] : []),
    { key: "item", head: "Item", cell: (row) => <ItemLink row={row} /> },
    { key: "score", head: "Doubt", numeric: true, cell: (row) => row.score.toFixed(2) },
    { key: "reason", head: "Because", prose: true, cell: (row) => row.reason },
  ];
}

function ItemLink({ row }: { row: Suspicious }) {
  const { id } = useParams();
  return <Link to={`/p/${id}/items/${row.item_id}`}>{row.external_id}</Link>;
}
