import { useState } from "react";
import { fieldError } from "@/api/fields";
import { useSetTrust } from "@/api/queries/judges";
import type { Judge } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Choices, TextArea } from "@/ui/Field";
import { Notice } from "@/ui/Notice";

const STATUSES = [
  {
    value: "untested",
    label: "Untested",
    hint: "asked; its labels leave exports unless one says otherwise",
  },
  { value: "provisional", label: "Provisional", hint: "the same, and somebody is looking at it" },
  { value: "trusted", label: "Trusted", hint: "its labels are exported" },
  {
    value: "suspended",
    label: "Suspended",
    hint: "asked nothing; what it has in hand goes to people",
  },
] as const;

/** How far a judge's labels are trusted from now on, with the reason that everybody will read. */
export function TrustDialog(props: {
  projectId: number;
  judge: Judge | null;
  onClose: () => void;
}) {
  const { projectId, judge, onClose } = props;
  const [status, setStatus] = useState(judge?.trust.status ?? "untested");
  const [reason, setReason] = useState("");
  const save = useSetTrust(projectId);
  return (
    <Dialog
      open={judge !== null}
      onClose={onClose}
      title={`Trust in ${judge?.name ?? ""}`}
      description={judge && `Now ${judge.trust.status}: ${judge.trust.reason}`}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={save.isPending || !reason.trim()}
            onClick={() =>
              judge && save.mutate({ judgeId: judge.id, status, reason }, { onSuccess: onClose })
            }
          >
            Save
          </Button>
        </>
      }
    >
      <Choices
        legend="From now on"
        name="trust"
        value={status}
        choices={STATUSES}
        onChange={setStatus}
      />
      <TextArea
        label="Why"
        hint="For instance: agrees with people on 83 % of 120 audited items."
        required
        rows={3}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={fieldError(save.error, "reason")}
      />
      {save.error && <Notice tone="danger">{save.error.message}</Notice>}
    </Dialog>
  );
}
