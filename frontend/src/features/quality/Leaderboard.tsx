import type { Board } from "@/api/typesQuality";
import { percent, plural } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { JUDGE, PEOPLE } from "@/ui/charts/paint";
import { Notice } from "@/ui/Notice";
import { type Column, Table } from "@/ui/Table";
import { bounded, number } from "./words";

const WHO = { people: "people", judges: "judges" } as const;

/** Which model wins by the verdicts of people, and by those of judges. */
export function Leaderboard({ board }: { board: Board }) {
  const title = `Which model wins by ${WHO[board.who]}?`;
  if (board.places.length === 0)
    return <Notice title={title}>Cannot be computed: {board.why_not}.</Notice>;
  const estimates = board.places.flatMap(({ model, strength }): Estimate[] => {
    const stat = bounded(strength);
    return stat
      ? [
          {
            ...stat,
            label: model,
            text: number(strength),
            paint: board.who === "people" ? PEOPLE : JUDGE,
            symbol: board.who === "people" ? "circle" : "diamond",
          },
        ]
      : [];
  });
  const far = Math.max(0.5, ...estimates.flatMap((e) => [Math.abs(e.low), Math.abs(e.high)]));
  return (
    <>
      <Intervals
        title={`${title} Strength in log-odds, 0 is the mean`}
        name={`models-by-${board.who}`}
        summary={`${estimates.map((e) => `${e.label}: ${e.text}`).join("; ")}.`}
        estimates={estimates}
        domain={[-far, far]}
      />
      <Table
        caption={title}
        columns={columns}
        rows={board.places}
        rowKey={(place) => place.model}
      />
      <p>
        Bradley–Terry over {plural(board.n, "verdict")}, ties half a win each.{" "}
        {board.length.value === null
          ? `Length is not taken out: ${board.length.why_not}.`
          : `A much longer response is worth ${number(board.length)} log-odds; the last column is what is left without that.`}
      </p>
    </>
  );
}

const columns: Column<Board["places"][number]>[] = [
  { key: "model", head: "Model", cell: (p) => p.model, sortBy: (p) => p.model },
  {
    key: "wins",
    head: "Wins",
    numeric: true,
    cell: (p) => percent(p.win_rate),
    sortBy: (p) => p.win_rate,
  },
  {
    key: "strength",
    head: "Strength",
    numeric: true,
    cell: (p) => number(p.strength),
    sortBy: (p) => p.strength.value,
  },
  {
    key: "controlled",
    head: "Without length",
    numeric: true,
    cell: (p) => number(p.controlled),
    sortBy: (p) => p.controlled.value,
  },
];
