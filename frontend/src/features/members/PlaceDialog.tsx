import type { FormEvent } from "react";
import { useCohorts, useLetIn, usePlaceMember } from "@/api/queries/cohorts";
import type { Member } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SelectField, TextField } from "@/ui/Field";
import { FieldRow, Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import { useStatus } from "@/ui/Status";

type Props = { projectId: number; member: Member; name: string; onClose: () => void };

/** A member's cohort, limits of their own, and an end to their training. */
export function PlaceDialog({ projectId, member, name, onClose }: Props) {
  const cohorts = useCohorts(projectId);
  const place = usePlaceMember(projectId, member.id);
  const letIn = useLetIn(projectId, member.id);
  const say = useStatus();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const number = (field: string) => {
      const text = String(form.get(field) ?? "").trim();
      return text === "" ? null : Number(text);
    };
    place.mutate(
      {
        cohort: number("cohort"),
        quota_total: number("quota_total"),
        quota_day: number("quota_day"),
      },
      {
        onSuccess: () => {
          say(`Saved for ${name}.`, "ok");
          onClose();
        },
      },
    );
  };
  const last = member.attempts.at(-1);
  return (
    <Dialog open onClose={onClose} title={`Cohort and limits of ${name}`}>
      <Form
        onSubmit={submit}
        actions={
          <Button type="submit" variant="primary" disabled={place.isPending}>
            Save
          </Button>
        }
      >
        <SelectField
          key={cohorts.data?.results.length}
          name="cohort"
          label="Cohort"
          defaultValue={String(member.cohort ?? "")}
        >
          <option value="">none</option>
          {cohorts.data?.results.map((cohort) => (
            <option key={cohort.id} value={cohort.id}>
              {cohort.name}
            </option>
          ))}
        </SelectField>
        <FieldRow>
          <TextField
            name="quota_total"
            type="number"
            min={0}
            label="Items in all"
            hint="Empty: as the project says."
            defaultValue={member.quota_total ?? ""}
          />
          <TextField
            name="quota_day"
            type="number"
            min={0}
            label="Items a day"
            hint="Empty: as the project says."
            defaultValue={member.quota_day ?? ""}
          />
        </FieldRow>
        {place.error && <Notice tone="danger">{place.error.message}</Notice>}
      </Form>
      {last && !last.passed && (
        <Button
          disabled={letIn.isPending}
          onClick={() =>
            letIn.mutate(undefined, {
              onSuccess: () => {
                say(`${name} may do real work now.`, "ok");
                onClose();
              },
              onError: (error) => say(error.message, "danger"),
            })
          }
        >
          Let them in without passing the training
        </Button>
      )}
    </Dialog>
  );
}
