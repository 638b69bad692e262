import { useState } from "react";
import { fieldError } from "@/api/fields";
import { useAcknowledge, useCalibration } from "@/api/queries/learning";
import type { Alarm, Attempt, Calibration } from "@/api/types";
import { ago, dateTime, percent, plural, withInterval } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Facts } from "@/ui/Facts";
import { TextArea } from "@/ui/Field";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { type Column, Table } from "@/ui/Table";

type Props = { projectId: number; mayChange: boolean };

/** What the policy has learnt of the judges, whether it keeps its promise, and what is amiss. */
export function LearningPanel({ projectId, mayChange }: Props) {
  const calibration = useCalibration(projectId);
  return (
    <Panel title="What audits taught">
      <Loaded query={calibration} what="Calibration" lines={4}>
        {(data) => <Known projectId={projectId} mayChange={mayChange} data={data} />}
      </Loaded>
    </Panel>
  );
}

function Known({ projectId, mayChange, data }: Props & { data: Calibration }) {
  const [ending, setEnding] = useState<Alarm | null>(null);
  const open = data.alarms.find((alarm) => alarm.acknowledged_at === null);
  const ended = data.alarms.filter((alarm) => alarm.acknowledged_at !== null);
  return (
    <>
      {open && (
        <Notice
          tone="danger"
          title="The judges agree with people less than they did"
          action={
            mayChange && <Button onClick={() => setEnding(open)}>Let judges judge again</Button>
          }
        >
          {percent(open.before)} before, {percent(open.after)} since, over{" "}
          {plural(open.rows, "audited item")}. People judge everything until an admin has looked.
        </Notice>
      )}
      {data.promise && (
        <Notice tone={data.promise.holds ? "ok" : "warn"}>{data.promise.said}</Notice>
      )}
      <Facts facts={facts(data)} />
      {data.attempts.length > 0 && (
        <Table
          caption="What it made of the audits, newest first"
          columns={attemptColumns}
          rows={data.attempts}
          rowKey={(row) => row.at}
        />
      )}
      {ended.length > 0 && (
        <Table
          caption="Earlier alarms"
          columns={alarmColumns}
          rows={ended}
          rowKey={(row) => row.id}
        />
      )}
      {ending && (
        <AcknowledgeDialog projectId={projectId} alarm={ending} onClose={() => setEnding(null)} />
      )}
    </>
  );
}

function facts(data: Calibration): [string, string][] {
  const { state, watch } = data;
  const made: [string, string][] = [
    [
      "Audited since these judges are asked",
      data.audited === null ? "being counted" : plural(data.audited, "item"),
    ],
  ];
  if (data.learns)
    made.push([
      "In force",
      state
        ? `learnt from ${plural(state.rows, "item")}, ${dateTime(state.at)}${state.notes[0] ? `. ${state.notes[0]}` : ""}`
        : "nothing yet: it learns at the first run",
    ]);
  if (watch === null) return made;
  made.push([
    "Agreement on what the coin drew",
    watch.agreement
      ? withInterval(watch.agreement)
      : "not known: nothing that the coin drew is labelled by both",
  ]);
  made.push([
    "Alarm",
    watch.n < watch.fewest
      ? `watched from ${watch.fewest} such items on`
      : `fallen by ${watch.fallen.toFixed(1)} of ${watch.limit}, at which people take over`,
  ]);
  if (data.as_of) made.push(["Counted", ago(data.as_of)]);
  return made;
}

function AcknowledgeDialog(props: { projectId: number; alarm: Alarm; onClose: () => void }) {
  const { projectId, alarm, onClose } = props;
  const [note, setNote] = useState("");
  const save = useAcknowledge(projectId);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Let judges judge again"
      description="The policy decides again; agreement is watched anew from here."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={save.isPending || !note.trim()}
            onClick={() => save.mutate({ alarmId: alarm.id, note }, { onSuccess: onClose })}
          >
            Acknowledge the alarm
          </Button>
        </>
      }
    >
      <TextArea
        label="What was found"
        hint="For instance: the provider changed the model; it is another judge now."
        required
        rows={3}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        error={fieldError(save.error, "note")}
      />
      {save.error && <Notice tone="danger">{save.error.message}</Notice>}
    </Dialog>
  );
}

const figure = (value: number | null) => (value === null ? "–" : value.toFixed(3));

const attemptColumns: Column<Attempt>[] = [
  { key: "at", head: "When", cell: (row) => dateTime(row.at) },
  { key: "rows", head: "Audited", numeric: true, cell: (row) => row.rows },
  { key: "brier", head: "Brier", numeric: true, cell: (row) => figure(row.brier) },
  { key: "auqc", head: "AUQC", numeric: true, cell: (row) => figure(row.auqc) },
  { key: "promoted", head: "In force", cell: (row) => (row.promoted ? "yes" : "no") },
  { key: "reason", head: "Because", cell: (row) => row.reason },
];

const alarmColumns: Column<Alarm>[] = [
  { key: "at", head: "When", cell: (row) => dateTime(row.at) },
  {
    key: "fall",
    head: "Agreement",
    cell: (row) => `${percent(row.before)} → ${percent(row.after)}`,
  },
  { key: "by", head: "Ended by", cell: (row) => row.acknowledged_by },
  { key: "note", head: "What was found", cell: (row) => row.note },
];
