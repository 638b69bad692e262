import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { fieldError } from "@/api/fields";
import { useCreateProject } from "@/api/queries/projects";
import { fromTemplate, type Template } from "@/lib/questions";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Checkbox, SelectField, TextArea, TextField } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";

const START: Template = { scale: 7, aspects: false, why: true };
const LEASE_SECONDS = 15 * 60;

/** What a project needs to begin; everything in it can be changed later but for judgments given. */
export function CreateProjectDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const create = useCreateProject();
  const navigate = useNavigate();
  const [template, setTemplate] = useState(START);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    create.mutate(
      {
        name: text("name"),
        description: text("description"),
        overlap: Number(text("overlap")),
        lease_seconds: LEASE_SECONDS,
        questions: fromTemplate(template),
        guideline: text("guideline"),
      },
      {
        onSuccess: (project) => {
          onClose();
          navigate(`/p/${project.id}/data/imports`);
        },
      },
    );
  };
  return (
    <Dialog open={open} onClose={onClose} title="New project" wide>
      <Form
        onSubmit={submit}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={create.isPending}>
              {create.isPending ? "Creating…" : "Create project"}
            </Button>
          </>
        }
      >
        <TextField
          name="name"
          label="Name"
          required
          maxLength={120}
          error={fieldError(create.error, "name")}
        />
        <TextField
          name="description"
          label="What it is for"
          hint="One sentence; every member sees it."
          error={fieldError(create.error, "description")}
        />
        <TextField
          name="overlap"
          type="number"
          min={1}
          max={50}
          defaultValue={2}
          required
          label="People per item"
          hint="How many people judge the same item when it goes to people. Two or more let you see whether they agree."
          error={fieldError(create.error, "overlap")}
        />
        <SelectField
          label="Scale"
          value={template.scale}
          onChange={(event) =>
            setTemplate({
              ...template,
              scale: Number(event.currentTarget.value) as Template["scale"],
            })
          }
        >
          <option value={3}>3 points: A, tie, B</option>
          <option value={5}>5 points: much or slightly better</option>
          <option value={7}>7 points: much, clearly or slightly better</option>
        </SelectField>
        <Checkbox
          label="Ask about helpfulness and truthfulness before the overall verdict"
          checked={template.aspects}
          onChange={(event) => setTemplate({ ...template, aspects: event.currentTarget.checked })}
        />
        <Checkbox
          label="Ask why, in a few words"
          hint="Optional for the person who judges."
          checked={template.why}
          onChange={(event) => setTemplate({ ...template, why: event.currentTarget.checked })}
        />
        <TextArea
          name="guideline"
          rows={6}
          label="Guidelines"
          hint="Markdown. Everybody reads them before their first item, and again when they change."
          defaultValue="Pick the response you would rather have got. Check what it claims before how it sounds."
          error={fieldError(create.error, "guideline")}
        />
        {create.error && <Notice tone="danger">{create.error.message}</Notice>}
      </Form>
    </Dialog>
  );
}
