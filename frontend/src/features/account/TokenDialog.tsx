import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useSession } from "@/api/queries/session";
import { useCreateToken } from "@/api/queries/tokens";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";
import { Dialog } from "@/ui/Dialog";
import { Choices, SelectField, TextField } from "@/ui/Field";
import { FieldRow, Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";

const SCOPES = [
  { value: "read", label: "Read", hint: "Fetches items, judgments, figures and finished exports." },
  { value: "write", label: "Read and write", hint: "Also imports, routes, exports, judges." },
] as const;

/** Makes a token; it is shown once, since only its hash is kept. */
export function TokenDialog({ onClose }: { onClose: () => void }) {
  const create = useCreateToken();
  const { data: session } = useSession();
  const [scope, setScope] = useState<"read" | "write">("read");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const password = String(form.get("password") ?? "");
    create.mutate({
      name: String(form.get("name")).trim(),
      scope,
      project_id: Number(form.get("project")) || null,
      days: Number(form.get("days")) || null,
      ...(password && { password }),
    });
  };
  if (create.data)
    return (
      <Dialog
        open
        onClose={onClose}
        title="Copy this token"
        dismissible={false}
        actions={
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        }
      >
        <CodeBlock label="API token" text={create.data.token} wrap />
        <p>
          It shows only now. A script sends it as <code>Authorization: Bearer …</code>; keep it as
          you keep a password.
        </p>
      </Dialog>
    );
  return (
    <Dialog open onClose={onClose} title="New API token">
      <Form
        onSubmit={submit}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={create.isPending}>
              {create.isPending ? "Making it…" : "Make the token"}
            </Button>
          </>
        }
      >
        <TextField
          name="name"
          label="What it is for"
          maxLength={80}
          required
          placeholder="nightly export"
          error={fieldError(create.error, "name")}
        />
        <Choices legend="It may" name="scope" value={scope} choices={SCOPES} onChange={setScope} />
        <FieldRow>
          <SelectField
            name="project"
            label="Where"
            defaultValue=""
            error={fieldError(create.error, "project_id")}
          >
            <option value="">All your projects</option>
            {session?.memberships.map(({ project }) => (
              <option key={project.id} value={project.id}>
                {project.name}
              </option>
            ))}
          </SelectField>
          <SelectField name="days" label="Ends after" defaultValue="90">
            <option value="7">a week</option>
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">a year</option>
            <option value="">not by itself</option>
          </SelectField>
        </FieldRow>
        <TextField
          name="password"
          type="password"
          label="Your password"
          hint="Leave it empty if you sign in by link."
          autoComplete="current-password"
          error={fieldError(create.error, "password")}
        />
        {create.error && <Notice tone="danger">{create.error.message}</Notice>}
      </Form>
    </Dialog>
  );
}
