import { useState } from "react";
import { useErase, useErasure, type Whom } from "@/api/queries/erasing";
import type { Erasure, Fate } from "@/api/typesErasure";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { goes, stays } from "./erasure";

/** A person wants their data deleted: what that does and what it leaves, then a name to be sure. */
export function EraseDialog(props: {
  projectId: number;
  whom: Whom;
  onClose: () => void;
  onDone: (done: Erasure) => void;
}) {
  const { projectId, whom, onClose, onDone } = props;
  const [judgments, setJudgments] = useState<Fate>("keep");
  const [typed, setTyped] = useState("");
  const effects = useErasure(projectId, whom, judgments);
  const erase = useErase(projectId, whom);
  const person = effects.data?.person;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="Delete a person’s data"
      description="At their request. This cannot be undone."
      actions={
        <>
          <Button onClick={onClose}>Keep everything</Button>
          <Button
            variant="danger"
            disabled={person === undefined || typed.trim() !== person || erase.isPending}
            onClick={() =>
              erase.mutate(
                { judgments, person: person ?? "" },
                {
                  onSuccess: (done) => {
                    onDone(done);
                    onClose();
                  },
                },
              )
            }
          >
            {erase.isPending ? "Deleting…" : "Delete"}
          </Button>
        </>
      }
    >
      <SelectField
        label="Their judgments"
        value={judgments}
        onChange={(event) => setJudgments(event.currentTarget.value as Fate)}
      >
        <option value="keep">Stay, under a pseudonym that leads to nobody</option>
        <option value="remove">Are deleted too; labels are made of what is left</option>
      </SelectField>
      <Loaded query={effects} what="What it does" lines={6}>
        {(data) => (
          <>
            <h3>What goes</h3>
            <ul>
              {goes(data).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <h3>What stays, and why</h3>
            <ul>
              {stays(data).map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <TextField
              label={
                <>
                  Type <strong>{data.person}</strong> to go on
                </>
              }
              value={typed}
              autoComplete="off"
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          </>
        )}
      </Loaded>
      {erase.error && <Notice tone="danger">{erase.error.message}</Notice>}
    </Dialog>
  );
}
