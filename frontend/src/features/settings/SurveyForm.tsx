import type { FormEvent } from "react";
import { fieldError } from "@/api/fields";
import { useSetSurvey, useSurvey } from "@/api/queries/surveys";
import type { Survey, SurveyField } from "@/api/typesGroups";
import { dateTime, plural } from "@/lib/figures";
import { useKept } from "@/lib/kept";
import { Button } from "@/ui/Button";
import { Checkbox, TextArea, TextField } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { RichText } from "@/ui/RichText";
import { useStatus } from "@/ui/Status";
import { Lines } from "./Lines";
import { keyed } from "./survey";

/** What the project asks its people about themselves, with their consent; shown only in groups. */
export function SurveyForm({ projectId }: { projectId: number }) {
  const survey = useSurvey(projectId);
  return (
    <Loaded query={survey} what="The questions about people" lines={8}>
      {(data) => <Fields key={data.version} projectId={projectId} survey={data} />}
    </Loaded>
  );
}

function Fields({ projectId, survey }: { projectId: number; survey: Survey }) {
  const save = useSetSurvey(projectId);
  const say = useStatus();
  const first = {
    consent: survey.consent,
    fields: survey.fields,
    exported: survey.exported,
    group: String(survey.min_group),
  };
  const [written, write] = useKept(`survey ${projectId} ${survey.version}`, first);
  const { consent, fields, exported, group } = written;
  const changed =
    consent !== survey.consent ||
    exported !== survey.exported ||
    JSON.stringify(fields) !== JSON.stringify(survey.fields);
  const change = (at: number, field: SurveyField) =>
    write({ ...written, fields: fields.map((old, n) => (n === at ? field : old)) });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(
      { consent, fields, exported, min_group: Number(group) },
      { onSuccess: () => say("Saved.", "ok") },
    );
  };
  return (
    <Form
      onSubmit={submit}
      actions={
        <>
          {JSON.stringify(written) !== JSON.stringify(first) && (
            <Button onClick={() => write(first)}>Undo changes</Button>
          )}
          <Button type="submit" variant="primary" disabled={save.isPending}>
            {changed ? `Save as version ${survey.version + 1}` : "Save"}
          </Button>
        </>
      }
    >
      <Panel title="What people agree to">
        <p>
          {survey.version === 0
            ? "Nothing is asked so far."
            : `Version ${survey.version}, of ${dateTime(survey.published_at ?? "")}: ${plural(survey.agreed, "person", "people")} agreed to it.`}
        </p>
        <TextArea
          label="Text of the consent, in Markdown"
          hint="What the answers are for, who sees figures made of them, and for how long they are kept."
          rows={8}
          value={consent}
          error={fieldError(save.error, "consent")}
          onChange={(event) => write({ ...written, consent: event.currentTarget.value })}
        />
        {consent && <RichText text={consent} lang="" />}
        <TextField
          type="number"
          label="Smallest group that is shown, people"
          hint={`At least ${survey.smallest_group}. A group that could be found by subtraction is hidden too.`}
          min={survey.smallest_group}
          max={1000}
          value={group}
          error={fieldError(save.error, "min_group")}
          onChange={(event) => write({ ...written, group: event.currentTarget.value })}
        />
        <Checkbox
          label="Ask also that exports may hold the answers"
          checked={exported}
          onChange={(event) => write({ ...written, exported: event.currentTarget.checked })}
        />
        <p>
          {exported
            ? "An export that asks for it has the answers beside each judgment’s pseudonym, crossed in the order of the questions, blank where fewer people told the same."
            : "No export has what anybody told; pages show it in groups alone."}
        </p>
      </Panel>
      {fields.map((field, at) => (
        <OneField
          // biome-ignore lint/suspicious/noArrayIndexKey: a question has no other name while one writes it
          key={at}
          field={field}
          number={at + 1}
          onChange={(next) => change(at, next)}
          onRemove={() => write({ ...written, fields: fields.toSpliced(at, 1) })}
        />
      ))}
      <div>
        <Button
          onClick={() =>
            write({
              ...written,
              fields: [...fields, { key: "", title: "", help: "", choices: [] }],
            })
          }
        >
          Add a question
        </Button>
      </div>
      {changed && survey.agreed > 0 && (
        <Notice tone="warn">
          Whoever agreed to version {survey.version} is asked again; until then what they told
          counts in no group.
        </Notice>
      )}
      {save.error && <Notice tone="danger">{save.error.message}</Notice>}
    </Form>
  );
}

function OneField(props: {
  field: SurveyField;
  number: number;
  onChange: (field: SurveyField) => void;
  onRemove: () => void;
}) {
  const { field, number, onChange, onRemove } = props;
  return (
    <Panel title={`Question ${number}`}>
      <TextField
        label="Question"
        value={field.title}
        maxLength={200}
        onChange={(event) => {
          const title = event.currentTarget.value;
          onChange({ ...field, title, key: keyed(title, field) });
        }}
      />
      <TextField
        label="Explanation"
        value={field.help}
        maxLength={500}
        onChange={(event) => onChange({ ...field, help: event.currentTarget.value })}
      />
      <Lines
        label="Choices, one a line"
        lines={field.choices.map((choice) => choice.title)}
        onChange={(lines) =>
          onChange({
            ...field,
            choices: lines.map(
              (title) =>
                field.choices.find((choice) => choice.title === title) ?? {
                  key: keyed(title),
                  title,
                },
            ),
          })
        }
      />
      <p>“I prefer not to say” is always there, and no question needs an answer.</p>
      <div>
        <Button size="small" variant="quiet" onClick={onRemove}>
          Remove this question
        </Button>
      </div>
    </Panel>
  );
}
