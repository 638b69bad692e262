import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { fieldError } from "@/api/fields";
import { useCreateProject } from "@/api/queries/projects";
import { useTemplates } from "@/api/queries/templates";
import { type PairStart, pairsToCompare } from "@/lib/questions";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Checkbox, SelectField, TextArea, TextField } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";

const START: PairStart = { scale: 7, aspects: false, why: true };
const GUIDELINE =
  "Pick the response you would rather have got. Check what it claims before how it sounds.";
const LEASE_SECONDS = 15 * 60;

/** What a project needs to begin; everything in it can be changed later but for judgments given. */
export function CreateProjectDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const create = useCreateProject();
  const navigate = useNavigate();
  const [pairs, setPairs] = useState(START);
  const templates = useTemplates();
  const [chosen, setChosen] = useState("");
  const template = templates.data?.find((t) => t.key === chosen);
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
        questions: template?.questions ?? pairsToCompare(pairs),
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
          label="What is asked"
          hint={
            template?.summary ?? "Which of two responses is better; more kinds in the settings."
          }
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          <option value="">Pairs to compare</option>
          {templates.data?.map((t) => (
            <option key={t.key} value={t.key}>
              {t.title}
            </option>
          ))}
        </SelectField>
        {!template && <PairFields pairs={pairs} onChange={setPairs} />}
        <TextArea
          name="guideline"
          rows={6}
          label="Guidelines"
          hint="Markdown. Everybody reads them before their first item, and again when they change."
          key={chosen}
          defaultValue={template?.guideline ?? GUIDELINE}
          error={fieldError(create.error, "guideline")}
        />
        {create.error && <Notice tone="danger">{create.error.message}</Notice>}
      </Form>
    </Dialog>
  );
}

function PairFields(props: { pairs: PairStart; onChange: (pairs: PairStart) => void }) {
  const { pairs, onChange } = props;
  return (
    <>
      <SelectField
        label="Scale"
        value={pairs.scale}
        onChange={(event) =>
          onChange({ ...pairs, scale: Number(event.currentTarget.value) as PairStart["scale"] })
        }
      >
        <option value={3}>3 points: A, tie, B</option>
        <option value={5}>5 points: much or slightly better</option>
        <option value={7}>7 points: much, clearly or slightly better</option>
      </SelectField>
      <Checkbox
        label="Ask about helpfulness and truthfulness before the overall verdict"
        checked={pairs.aspects}
        onChange={(event) => onChange({ ...pairs, aspects: event.currentTarget.checked })}
      />
      <Checkbox
        label="Ask why, in a few words"
        hint="Optional for the person who judges."
        checked={pairs.why}
        onChange={(event) => onChange({ ...pairs, why: event.currentTarget.checked })}
      />
    </>
  );
}
