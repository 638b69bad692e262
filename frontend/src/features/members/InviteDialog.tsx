import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useInvite } from "@/api/queries/members";
import type { Role } from "@/api/types";
import { dateTime, plural } from "@/lib/figures";
import { ROLES } from "@/lib/words";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";
import { Dialog } from "@/ui/Dialog";
import { Choices, TextField } from "@/ui/Field";
import { FieldRow, Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";

const CHOICES = (Object.keys(ROLES) as Role[]).map((role) => ({
  value: role,
  label: role,
  hint: ROLES[role],
}));

type Props = { projectId: number; open: boolean; onClose: () => void };

/** Makes a link; the link is shown once, since only its hash is kept. */
export function InviteDialog({ projectId, open, onClose }: Props) {
  const invite = useInvite(projectId);
  const [role, setRole] = useState<Role>("annotator");
  const close = () => {
    invite.reset();
    onClose();
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = String(form.get("email") ?? "").trim();
    invite.mutate({
      ...(email && { email }),
      role,
      days: Number(form.get("days")),
      max_uses: Number(form.get("max_uses")),
    });
  };
  if (invite.data)
    return (
      <Dialog
        open={open}
        onClose={close}
        title="Send this link"
        dismissible={false}
        actions={
          <Button variant="primary" onClick={close}>
            I have copied it
          </Button>
        }
      >
        <CodeBlock label="Invite link" text={invite.data.url} wrap />
        <p>
          It shows only now. It lets {plural(invite.data.max_uses, "person", "people")} in as{" "}
          {invite.data.role} and works until {dateTime(invite.data.expires_at)}.
        </p>
      </Dialog>
    );
  return (
    <Dialog open={open} onClose={close} title="Invite somebody">
      <Form
        onSubmit={submit}
        actions={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={invite.isPending}>
              {invite.isPending ? "Making the link…" : "Make the link"}
            </Button>
          </>
        }
      >
        <Choices legend="Role" name="role" value={role} choices={CHOICES} onChange={setRole} />
        <TextField
          name="email"
          type="email"
          label="E-mail"
          hint="Optional: with it, the account gets this address. Nothing is sent; you send the link."
          error={fieldError(invite.error, "email")}
        />
        <FieldRow>
          <TextField
            name="days"
            type="number"
            min={1}
            max={90}
            defaultValue={7}
            required
            label="Works for, days"
            error={fieldError(invite.error, "days")}
          />
          <TextField
            name="max_uses"
            type="number"
            min={1}
            max={200}
            defaultValue={1}
            required
            label="For how many people"
            error={fieldError(invite.error, "max_uses")}
          />
        </FieldRow>
        {invite.error && <Notice tone="danger">{invite.error.message}</Notice>}
      </Form>
    </Dialog>
  );
}
