import { useState } from "react";
import { Link } from "react-router";
import { useExportChanges, useExports } from "@/api/queries/exports";
import type { ChangedItem, Snapshot } from "@/api/types";
import { count, dateTime } from "@/lib/figures";
import { SelectField } from "@/ui/Field";
import { FieldRow } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";
import { labelsChanged } from "./changed";

const KINDS: [string, string][] = [
  ["added", "came"],
  ["removed", "went"],
  ["relabelled", "changed their label"],
  ["other_evidence", "have other judgments behind the same label"],
];

/** What is different since another export of the project; nothing when there is no other. */
export function Changes({ projectId, snapshot }: { projectId: number; snapshot: Snapshot }) {
  const all = useExports(projectId);
  const others = (all.data?.results ?? []).filter(
    (one) => one.state === "done" && one.id !== snapshot.id,
  );
  const before = others.find((one) => one.id < snapshot.id && one.format === snapshot.format);
  const [chosen, setChosen] = useState<number | null>(null);
  const [kind, setKind] = useState("");
  const since = chosen ?? before?.id ?? others[0]?.id ?? null;
  const changes = useExportChanges(snapshot.id, since, kind);
  if (since === null) return null;
  return (
    <Panel title="What changed">
      <FieldRow>
        <SelectField
          label="Compared with"
          value={since}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        >
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {one.format}, {dateTime(one.created_at)}, {count(one.rows ?? 0)} rows
            </option>
          ))}
        </SelectField>
        <SelectField
          label="Items that"
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
        >
          <option value="">changed in any way</option>
          {KINDS.map(([key, words]) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </SelectField>
      </FieldRow>
      <Loaded query={changes} what="The comparison">
        {(data) => (
          <>
            <p>
              {KINDS.map(
                ([key, words]) => `${count(data.counts[key as keyof typeof data.counts])} ${words}`,
              ).join(", ")}
              .
            </p>
            {data.choices.length > 0 && (
              <Table
                caption="Choices that differ"
                columns={choices}
                rows={data.choices}
                rowKey={(row) => row.key}
              />
            )}
            <Table
              caption="Items that changed"
              tall
              columns={columnsOf(projectId)}
              rows={data.items}
              rowKey={(row) => row.item_id}
              empty={<p>No item changed in this way.</p>}
            />
            {data.next !== null && (
              <p>These are the first {count(data.items.length)}; the API has all of them.</p>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

const choices: Column<{ key: string; before?: unknown; after?: unknown }>[] = [
  { key: "key", head: "Choice", cell: (row) => <code>{row.key}</code> },
  { key: "before", head: "Before", cell: (row) => JSON.stringify(row.before ?? null) },
  { key: "after", head: "Now", cell: (row) => JSON.stringify(row.after ?? null) },
];

function columnsOf(projectId: number): Column<ChangedItem>[] {
  return [
    {
      key: "item",
      head: "Item",
      cell: (row) => <Link to={`/p/${projectId}/items/${row.item_id}`}>{row.external_id}</Link>,
    },
    { key: "kind", head: "It", cell: (row) => KINDS.find(([key]) => key === row.kind)?.[1] },
    { key: "labels", head: "Labels", cell: (row) => labelsChanged(row).join("; ") || "–" },
  ];
}
