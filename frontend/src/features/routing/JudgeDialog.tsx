import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useCreateJudge } from "@/api/queries/judges";
import { useProject } from "@/api/queries/projects";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Choices, SelectField, TextField } from "@/ui/Field";
import { FieldRow, Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import { useStatus } from "@/ui/Status";
import { type Backend, judgeRequest } from "./judge";

const BACKENDS = [
  { value: "openai", label: "An endpoint", hint: "anything that speaks chat completions" },
  {
    value: "transformers",
    label: "A local model",
    hint: "runs in the worker; needs requirements-models.txt",
  },
  { value: "scripted", label: "A script", hint: "follows a rule; to try things out" },
] as const;
const SCRIPTS = [
  ["scripted-demo", "Likes length and the prompt’s words, a little noisy"],
  ["longer-wins", "The longer response wins"],
  ["always-a", "The first response wins"],
] as const;

/** A judge: model, address, prices. Its configuration can never be changed, only retired. */
export function JudgeDialog(props: { projectId: number; open: boolean; onClose: () => void }) {
  const { projectId, open, onClose } = props;
  const project = useProject(projectId);
  const asked = project.data?.questions?.questions.filter((q) => q.type === "comparison") ?? [];
  const [backend, setBackend] = useState<Backend>("openai");
  const create = useCreateJudge(projectId);
  const say = useStatus();
  const wrong = (name: string) => fieldError(create.error, name);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(judgeRequest(backend, new FormData(event.currentTarget)), {
      onSuccess: (judge) => {
        say(`${judge.name} is added, untested.`, "ok");
        onClose();
      },
    });
  };
  return (
    <Dialog open={open} onClose={onClose} title="Add a judge" wide>
      <Form
        onSubmit={submit}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={create.isPending}>
              {create.isPending ? "Adding…" : "Add the judge"}
            </Button>
          </>
        }
      >
        <Choices
          legend="Kind"
          name="backend"
          value={backend}
          choices={BACKENDS}
          onChange={setBackend}
        />
        <FieldRow>
          <TextField
            name="name"
            label="Name"
            required
            maxLength={80}
            hint="On pages and in exports."
            error={wrong("name")}
          />
          {backend === "scripted" ? (
            <SelectField name="model" label="Script" error={wrong("model")}>
              {SCRIPTS.map(([key, words]) => (
                <option key={key} value={key}>
                  {words}
                </option>
              ))}
            </SelectField>
          ) : (
            <TextField
              name="model"
              label="Model"
              required
              key={backend}
              defaultValue={backend === "transformers" ? "smollm2-135m" : ""}
              hint="As its endpoint calls it."
              error={wrong("model")}
            />
          )}
        </FieldRow>
        {asked.length > 1 && (
          <SelectField
            name="question"
            label="Judges"
            defaultValue={asked.find((q) => q.key === "overall")?.key}
            error={wrong("question")}
          >
            {asked.map((question) => (
              <option key={question.key} value={question.key}>
                {question.title}
              </option>
            ))}
          </SelectField>
        )}
        {backend === "openai" && (
          <>
            <TextField
              name="base_url"
              type="url"
              label="Address"
              required
              placeholder="https://api.example.com/v1"
              error={wrong("base_url") ?? wrong("endpoint")}
            />
            <TextField
              name="api_key"
              type="password"
              label="API key"
              autoComplete="off"
              hint="Kept encrypted; never shown again but for its last four characters."
              error={wrong("api_key")}
            />
            <FieldRow>
              <TextField
                name="input_price"
                type="number"
                min={0}
                step="any"
                required
                label="Input, $ per million tokens"
                error={wrong("input_usd_per_million")}
              />
              <TextField
                name="output_price"
                type="number"
                min={0}
                step="any"
                required
                label="Output, $ per million tokens"
                error={wrong("output_usd_per_million")}
              />
              <TextField
                name="temperature"
                type="number"
                min={0}
                max={2}
                step="any"
                label="Temperature"
                hint="Empty: the provider’s own."
                error={wrong("params")}
              />
            </FieldRow>
          </>
        )}
        {create.error && <Notice tone="danger">{create.error.message}</Notice>}
      </Form>
    </Dialog>
  );
}
