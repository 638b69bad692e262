import { useEffect, useState } from "react";
import { Link, useParams, useSearchParams } from "react-router";
import { type ItemQuery, useItems } from "@/api/queries/items";
import type { ItemRow } from "@/api/types";
import { count, plural } from "@/lib/figures";
import { SOURCES, STATES, verdict, WINNERS, wordFor } from "@/lib/words";
import { Badge, type Tone } from "@/ui/Badge";
import { Button, ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Checkbox, SelectField, TextField } from "@/ui/Field";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { type Column, rowLink, Table } from "@/ui/Table";
import { changed, fromSearch, inWords } from "./filters";
import styles from "./ItemsPage.module.css";

/** The items of a project by filters that are all in the address. */
export default function ItemsPage() {
  const id = Number(useParams().id);
  const [search, setSearch] = useSearchParams();
  const query = fromSearch(search);
  const items = useItems(id, query);
  const words = inWords(query);
  const set = (key: keyof ItemQuery, value: string) => setSearch(changed(search, key, value));
  return (
    <Page
      title="Items"
      sentence={
        items.data &&
        `${plural(items.data.estimate, "item")}${words ? ` ${words}` : " in the project"}.`
      }
      actions={query.group && <Button onClick={() => set("group", "")}>Leave the group</Button>}
    >
      <Filters query={query} set={set} />
      <Loaded query={items} what="Items" lines={12}>
        {(data) => (
          <>
            <Table
              caption="Items"
              tall
              columns={columns}
              rows={data.results}
              rowKey={(row) => row.id}
              empty={
                <NoItems filtered={words !== "" || query.cursor !== undefined} base={`/p/${id}`} />
              }
            />
            <nav className={styles.pages} aria-label="Pages of items">
              {query.cursor && <Button onClick={() => set("cursor", "")}>First page</Button>}
              {data.next && (
                <Button
                  onClick={() => set("cursor", data.next ?? "")}
                  disabled={items.isPlaceholderData}
                >
                  Next page
                </Button>
              )}
            </nav>
          </>
        )}
      </Loaded>
    </Page>
  );
}

type FilterProps = { query: ItemQuery; set: (key: keyof ItemQuery, value: string) => void };

function Filters({ query, set }: FilterProps) {
  return (
    <search className={styles.filters}>
      <PrefixField value={query.q ?? ""} onChange={(value) => set("q", value)} />
      <Filter label="State" words={STATES} value={query.state} onChange={(v) => set("state", v)} />
      <Filter
        label="Judged by"
        words={SOURCES}
        value={query.source}
        onChange={(v) => set("source", v)}
      />
      <Filter
        label="Label"
        words={WINNERS}
        value={query.winner}
        onChange={(v) => set("winner", v)}
      />
      <Checkbox
        label="Flagged"
        checked={query.flagged === "true"}
        onChange={(event) => set("flagged", event.currentTarget.checked ? "true" : "")}
      />
    </search>
  );
}

function Filter(props: {
  label: string;
  words: Record<string, string>;
  value: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <SelectField
      label={props.label}
      value={props.value ?? ""}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="">Any</option>
      {Object.entries(props.words).map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </SelectField>
  );
}

/** Waits until the typing pauses, so that the address does not change with every letter. */
function PrefixField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), 350);
    return () => clearTimeout(timer);
  });
  return (
    <TextField
      label="Id begins with"
      type="search"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}

function NoItems({ filtered, base }: { filtered: boolean; base: string }) {
  if (filtered)
    return (
      <EmptyState
        title="No item matches"
        action={<ButtonLink to={`${base}/items`}>Show all items</ButtonLink>}
      >
        Loosen a filter, or start over.
      </EmptyState>
    );
  return (
    <EmptyState
      title="No items yet"
      action={
        <ButtonLink to={`${base}/data/imports`} variant="primary">
          Import items
        </ButtonLink>
      }
    >
      Items come in as a JSONL file: a prompt and at least two responses per line.
    </EmptyState>
  );
}

const TONES: Record<string, Tone> = { resolved: "ok", discarded: "neutral", imported: "neutral" };

const columns: Column<ItemRow>[] = [
  {
    key: "id",
    head: "Item",
    cell: (row) => (
      <Link to={String(row.id)} className={`${rowLink} ${styles.id}`}>
        {row.external_id}
      </Link>
    ),
  },
  {
    key: "state",
    head: "State",
    cell: (row) => <Badge tone={TONES[row.state] ?? "accent"}>{wordFor(STATES, row.state)}</Badge>,
  },
  {
    key: "prompt",
    head: "Prompt",
    cell: (row) => (
      <span className={styles.prompt} dir="auto" lang={row.language || undefined}>
        {row.prompt_head}
      </span>
    ),
  },
  { key: "responses", head: "Responses", numeric: true, cell: (row) => count(row.n_responses) },
  { key: "people", head: "People", numeric: true, cell: (row) => people(row) },
  { key: "judge", head: "Judge", numeric: true, cell: (row) => count(row.judgments.judge) },
  {
    key: "label",
    head: "Label",
    cell: (row) =>
      row.label ? (
        <span className={styles.label}>
          {verdict(row.label.value)}{" "}
          <span className={styles.quiet}>{wordFor(SOURCES, row.label.source).toLowerCase()}</span>
        </span>
      ) : (
        "–"
      ),
  },
  {
    key: "flagged",
    head: "Flag",
    cell: (row) => row.flagged && <Badge tone="warn">Flagged</Badge>,
  },
];

/** Given, and how many are wanted where people are asked. */
function people(row: ItemRow): string {
  return row.need > 0
    ? `${count(row.judgments.human)} of ${count(row.need)}`
    : count(row.judgments.human);
}
