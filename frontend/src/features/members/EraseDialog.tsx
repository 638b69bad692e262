import { useEffect, useState } from "react";
import { isUnderWay, useErase, useErasing, useErasure, type Whom } from "@/api/queries/erasing";
import type { Erasing, Erasure, Fate } from "@/api/typesErasure";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { JobBar } from "@/ui/JobBar";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { goes, stays } from "./erasure";

/** A person wants their data deleted: what that does and what it leaves, then a name to be sure. */
export function EraseDialog(props: {
  projectId: number;
  whom: Whom;
  onClose: () => void;
  /** With what the person was called. */
  onDone: (person: string) => void;
}) {
  const { projectId, whom, onClose, onDone } = props;
  const [judgments, setJudgments] = useState<Fate>("keep");
  const [typed, setTyped] = useState("");
  const [job, setJob] = useState<number | null>(null);
  const effects = useErasure(projectId, whom, judgments, job === null);
  const erase = useErase(projectId, whom);
  const erasing = useErasing(projectId, job);
  const person = effects.data && "person" in effects.data ? effects.data.person : undefined;
  const busy = erase.isPending || isUnderWay(erasing.data);
  const done = erasing.data?.state === "done";
  useEffect(() => {
    if (!done) return;
    onDone(typed.trim());
    onClose();
  }, [done, typed, onDone, onClose]);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Delete a person’s data"
      description="At their request. This cannot be undone."
      actions={
        <>
          <Button onClick={onClose}>{busy ? "Close" : "Keep everything"}</Button>
          <Button
            variant="danger"
            disabled={person === undefined || typed.trim() !== person || busy}
            onClick={() =>
              erase.mutate(
                { judgments, person: person ?? "" },
                {
                  onSuccess: (answer) => {
                    if ("job_id" in answer) {
                      setJob(answer.job_id);
                      return;
                    }
                    onDone(answer.person);
                    onClose();
                  },
                },
              )
            }
          >
            {busy ? "Deleting…" : "Delete"}
          </Button>
        </>
      }
    >
      <SelectField
        label="Their judgments"
        value={judgments}
        disabled={busy}
        onChange={(event) => setJudgments(event.currentTarget.value as Fate)}
      >
        <option value="keep">Stay, under a pseudonym that leads to nobody</option>
        <option value="remove">Are deleted too; labels are made of what is left</option>
      </SelectField>
      {erasing.data ? (
        <Working job={erasing.data} label="Deleting" />
      ) : (
        <Loaded query={effects} what="What it does" lines={6}>
          {(data) =>
            "job_id" in data ? (
              <Working job={data} label="Finding out what it does" />
            ) : (
              <Effects effects={data} typed={typed} onType={setTyped} />
            )
          }
        </Loaded>
      )}
      {erase.error && <Notice tone="danger">{erase.error.message}</Notice>}
    </Dialog>
  );
}

/** There is much of it: a worker is at it, and goes on if this is closed. */
function Working({ job, label }: { job: Erasing; label: string }) {
  if (!isUnderWay(job) && job.state !== "done")
    return (
      <Notice tone="danger" title="It was given up, and nothing is deleted">
        {job.error || "Somebody stopped it."}
      </Notice>
    );
  return (
    <>
      <JobBar label={label} done={job.done} total={job.total} unit="items" />
      <p>It goes on when you close this. Nothing is deleted until all of it is.</p>
    </>
  );
}

function Effects(props: { effects: Erasure; typed: string; onType: (typed: string) => void }) {
  const { effects, typed, onType } = props;
  return (
    <>
      <h3>What goes</h3>
      <ul>
        {goes(effects).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <h3>What stays, and why</h3>
      <ul>
        {stays(effects).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <TextField
        label={
          <>
            Type <strong>{effects.person}</strong> to go on
          </>
        }
        value={typed}
        autoComplete="off"
        onChange={(event) => onType(event.currentTarget.value)}
      />
    </>
  );
}
