import { useState } from "react";
import type { Board, Standings } from "@/api/typesQuality";
import { percent, plural } from "@/lib/figures";
import { type Estimate, Intervals } from "@/ui/charts/Intervals";
import { JUDGE, PEOPLE } from "@/ui/charts/paint";
import { SelectField } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import { bounded, circular, number, takenOut } from "./words";

const WHO = { people: "people", judges: "judges" } as const;

/** Which model wins, over all items or a part of them, and whether preferences go in circles. */
export function Leaderboards({ standings }: { standings: Standings }) {
  const { boards, segments, circles } = standings;
  const [chosen, choose] = useState("");
  const part = segments[Number(chosen)];
  const shown = chosen === "" || !part ? boards : part.boards;
  return (
    <>
      {segments.length > 0 && (
        <SelectField
          label="Models compared on"
          value={chosen}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="">All items</option>
          {segments.map(({ field, value }, n) => (
            <option key={`${field} ${value}`} value={n}>
              {`${field}: ${value}`}
            </option>
          ))}
        </SelectField>
      )}
      {shown.map((board) => (
        <Panel key={`${board.who} ${chosen}`}>
          <Leaderboard board={board} />
        </Panel>
      ))}
      {circles.together.triads > 0 && (
        <Panel title="Do preferences go in circles?">
          <p>{circular(circles)}</p>
        </Panel>
      )}
    </>
  );
}

/** Which model wins by the verdicts of people, and by those of judges. */
function Leaderboard({ board }: { board: Board }) {
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
        Bradley–Terry over {plural(board.n, "verdict")}, ties half a win each. {takenOut(board)}
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
    head: "Without length, format, side",
    numeric: true,
    cell: (p) => number(p.controlled),
    sortBy: (p) => p.controlled.value,
  },
];
