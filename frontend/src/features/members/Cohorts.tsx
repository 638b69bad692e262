import type { FormEvent } from "react";
import { useCohorts, useDropCohort, useKeepItems, useNewCohort } from "@/api/queries/cohorts";
import type { Cohort } from "@/api/typesGold";
import { count, plural } from "@/lib/figures";
import { STATES } from "@/lib/words";
import { Button } from "@/ui/Button";
import { SelectField, TextField } from "@/ui/Field";
import { FieldRow, Form } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";
import { type Column, Table } from "@/ui/Table";

/** Named groups of members, and the items that are kept for each. */
export function Cohorts({ projectId }: { projectId: number }) {
  const cohorts = useCohorts(projectId);
  const make = useNewCohort(projectId);
  const drop = useDropCohort(projectId);
  const say = useStatus();
  const add = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    make.mutate(String(new FormData(form).get("name")).trim(), {
      onSuccess: () => form.reset(),
    });
  };
  const columns: Column<Cohort>[] = [
    { key: "name", head: "Cohort", cell: (row) => row.name },
    { key: "members", head: "Members", numeric: true, cell: (row) => count(row.members) },
    { key: "items", head: "Items kept for it", numeric: true, cell: (row) => count(row.items) },
    {
      key: "drop",
      head: <span className="visually-hidden">Forget</span>,
      numeric: true,
      cell: (row) => (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Forget the cohort ${row.name}`}
          disabled={drop.isPending}
          onClick={() =>
            drop.mutate(row.id, {
              onSuccess: () => say(`Forgotten; its items are for everybody again.`, "ok"),
              onError: (error) => say(error.message, "danger"),
            })
          }
        >
          Forget
        </Button>
      ),
    },
  ];
  return (
    <Panel title="Cohorts">
      <p>Items kept for a cohort go to its members alone; all others go to everybody.</p>
      <Loaded query={cohorts} what="Cohorts" lines={3}>
        {({ results }) => (
          <>
            <Table
              caption="Cohorts"
              columns={columns}
              rows={results}
              rowKey={(row) => row.id}
              empty={<p>None: every item may go to everybody.</p>}
            />
            <Form
              onSubmit={add}
              actions={
                <Button type="submit" disabled={make.isPending}>
                  Add cohort
                </Button>
              }
            >
              <TextField
                name="name"
                label="Name of a new cohort"
                required
                maxLength={60}
                error={make.error?.message}
              />
            </Form>
            {results.length > 0 && <KeepItems projectId={projectId} cohorts={results} />}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function KeepItems({ projectId, cohorts }: { projectId: number; cohorts: readonly Cohort[] }) {
  const keep = useKeepItems(projectId);
  const say = useStatus();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    keep.mutate(
      {
        cohort: text("cohort") ? Number(text("cohort")) : null,
        ...(text("state") ? { state: text("state") } : {}),
        ...(text("q") ? { q: text("q") } : {}),
      },
      { onSuccess: ({ items }) => say(`${plural(items, "item")} set.`, "ok") },
    );
  };
  return (
    <Form
      onSubmit={submit}
      actions={
        <Button type="submit" disabled={keep.isPending}>
          Keep these items
        </Button>
      }
    >
      <FieldRow>
        <TextField name="q" label="Items whose id begins with" hint="Empty: all." />
        <SelectField name="state" label="and whose state is" defaultValue="">
          <option value="">any</option>
          {Object.entries(STATES).map(([state, words]) => (
            <option key={state} value={state}>
              {words}
            </option>
          ))}
        </SelectField>
        <SelectField name="cohort" label="are for" defaultValue={String(cohorts[0]?.id ?? "")}>
          {cohorts.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value="">everybody</option>
        </SelectField>
      </FieldRow>
      {keep.error && <Notice tone="danger">{keep.error.message}</Notice>}
    </Form>
  );
}
