import type { FormEvent } from "react";
import { fieldError } from "@/api/fields";
import { useSaveProject } from "@/api/queries/projects";
import type { Project } from "@/api/types";
import { useKeptForm } from "@/lib/kept";
import { Button } from "@/ui/Button";
import { Checkbox, SelectField, TextArea, TextField } from "@/ui/Field";
import { FieldRow, Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";

/** Name and rules of the project. */
export function ProjectForm({ project }: { project: Project }) {
  const save = useSaveProject(project.id);
  const say = useStatus();
  const kept = useKeptForm(`project ${project.id}`);
  const wrong = (name: string) => fieldError(save.error, name);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    save.mutate(
      {
        name: text("name"),
        description: text("description"),
        language: text("language"),
        state: text("state"),
        overlap: Number(text("overlap")),
        reserve: Number(text("reserve")),
        lease_seconds: Math.round(Number(text("minutes")) * 60),
        side_order: text("side_order"),
        show_models_after: form.get("show_models_after") === "on",
      },
      {
        onSuccess: () => {
          kept.saved();
          say("Settings saved.", "ok");
        },
      },
    );
  };
  return (
    <Panel>
      <Form
        {...kept.form}
        onSubmit={submit}
        actions={
          <>
            {kept.changed && <Button type="reset">Undo changes</Button>}
            <Button type="submit" variant="primary" disabled={save.isPending}>
              {save.isPending ? "Saving…" : "Save settings"}
            </Button>
          </>
        }
      >
        <TextField
          name="name"
          label="Name"
          required
          maxLength={120}
          defaultValue={project.name}
          error={wrong("name")}
        />
        <TextArea
          name="description"
          label="What it is for"
          rows={2}
          defaultValue={project.description}
          error={wrong("description")}
        />
        <FieldRow>
          <SelectField
            name="state"
            label="State"
            defaultValue={project.state}
            error={wrong("state")}
          >
            <option value="active">Active</option>
            <option value="paused">Paused: nothing new is handed out</option>
            <option value="archived">Archived</option>
          </SelectField>
          <TextField
            name="language"
            label="Language"
            hint="A code such as en or zh-Hans, for items that do not name their own."
            defaultValue={project.language}
            error={wrong("language")}
          />
        </FieldRow>
        <FieldRow>
          <TextField
            name="overlap"
            type="number"
            min={1}
            max={50}
            required
            label="People per item"
            hint="For items routed from now on."
            defaultValue={project.overlap}
            error={wrong("overlap")}
          />
          <TextField
            name="reserve"
            type="number"
            min={0}
            max={50}
            required
            label="Room for late ones"
            hint="Late judgments kept beyond that."
            defaultValue={project.reserve}
            error={wrong("reserve")}
          />
          <TextField
            name="minutes"
            type="number"
            min={0.5}
            step={0.5}
            required
            label="Held for, minutes"
            hint="Then the item goes to somebody else."
            defaultValue={project.lease_seconds / 60}
            error={wrong("lease_seconds")}
          />
        </FieldRow>
        <SelectField
          name="side_order"
          label="Which response is on the left"
          hint="Drawn at random, a habit of preferring one side cancels out."
          defaultValue={project.side_order}
          error={wrong("side_order")}
        >
          <option value="random">Drawn for every person and item</option>
          <option value="fixed">As in the import</option>
        </SelectField>
        <Checkbox
          name="show_models_after"
          label="Show which models wrote the responses, once judged"
          hint="Before that nobody who judges can see it."
          defaultChecked={project.show_models_after}
        />
        {save.error && <Notice tone="danger">{save.error.message}</Notice>}
      </Form>
    </Panel>
  );
}
