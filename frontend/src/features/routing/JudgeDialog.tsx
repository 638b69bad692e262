import { type FormEvent, useState } from "react";
import { fieldError } from "@/api/fields";
import { useCreateJudge, useJudgeProtocols, useJudges } from "@/api/queries/judges";
import { useProject } from "@/api/queries/projects";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Checkbox, Choices, SelectField, TextField } from "@/ui/Field";
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
  { value: "reward", label: "A reward model", hint: "scores each response; runs in the worker" },
  { value: "similarity", label: "A similarity", hint: "to the item’s reference; no model at all" },
  { value: "scripted", label: "A script", hint: "follows a rule; to try things out" },
  { value: "panel", label: "A panel", hint: "counts the votes of judges that are here already" },
] as const;
const SCRIPTS = [
  ["scripted-demo", "Likes length and the prompt’s words, a little noisy"],
  ["longer-wins", "The longer response wins"],
  ["always-a", "The first response wins"],
] as const;
const MEASURES = [
  ["rouge_l", "ROUGE-L, the longest common words"],
  ["bleu", "BLEU, common runs of words"],
  ["tfidf", "TF-IDF, rare words in common"],
  ["relevance", "Relevance to the prompt; needs no reference"],
] as const;
const LISTS: Partial<Record<Backend, readonly (readonly [string, string])[]>> = {
  scripted: SCRIPTS,
  similarity: MEASURES,
};

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
          {backend !== "panel" && <Model key={backend} backend={backend} error={wrong("model")} />}
        </FieldRow>
        {backend === "panel" ? (
          <Members projectId={projectId} error={wrong("members")} />
        ) : (
          <Way projectId={projectId} backend={backend} wrong={wrong} />
        )}
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

/** What is asked: a model by its name, or one of a few rules. */
function Model({ backend, error }: { backend: Backend; error: string | undefined }) {
  const list = LISTS[backend];
  if (!list)
    return (
      <TextField
        name="model"
        label="Model"
        required
        defaultValue={backend === "transformers" ? "smollm2-135m" : ""}
        hint={backend === "openai" ? "As its endpoint calls it." : "Its folder among the models."}
        error={error}
      />
    );
  return (
    <SelectField name="model" label={backend === "scripted" ? "Script" : "Measure"} error={error}>
      {list.map(([key, words]) => (
        <option key={key} value={key}>
          {words}
        </option>
      ))}
    </SelectField>
  );
}

type WayProps = {
  projectId: number;
  backend: Backend;
  wrong: (name: string) => string | undefined;
};

/** How it is asked, and how often; both orders always are. */
function Way({ projectId, backend, wrong }: WayProps) {
  const protocols = useJudgeProtocols(projectId);
  const fitting = protocols.data?.filter((p) => (p.backends as string[]).includes(backend)) ?? [];
  const [chosen, setChosen] = useState("");
  const summary = fitting.find((p) => p.templates.includes(chosen))?.summary;
  return (
    <FieldRow>
      <SelectField
        name="template"
        label="Way of asking"
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
        hint={summary ?? "Pairs are always shown in both orders."}
        error={wrong("template")}
      >
        <option value="">The usual one for this kind</option>
        {fitting.flatMap((p) =>
          p.templates.map((template) => (
            <option key={template} value={template}>
              {p.title}
            </option>
          )),
        )}
      </SelectField>
      <TextField
        name="samples"
        type="number"
        min={1}
        max={15}
        defaultValue={1}
        label="Answers per order"
        hint="More cost more, and show how sure it is."
        error={wrong("samples")}
      />
    </FieldRow>
  );
}

/** The judges whose votes a panel counts. */
function Members({ projectId, error }: { projectId: number; error: string | undefined }) {
  const judges = useJudges(projectId);
  const single = judges.data?.filter((judge) => judge.backend !== "panel") ?? [];
  return (
    <fieldset>
      <legend>Judges on the panel; more than half must say the same</legend>
      {single.map((judge) => (
        <Checkbox key={judge.id} name="members" value={judge.sha256} label={judge.name} />
      ))}
      {single.length < 2 && <p>Add two judges first.</p>}
      {error && <Notice tone="danger">{error}</Notice>}
    </fieldset>
  );
}
