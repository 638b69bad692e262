import { type FormEvent, useEffect, useRef, useState } from "react";
import { fieldError } from "@/api/fields";
import { useCreateJudge, useJudgeEstimate, useJudges } from "@/api/queries/judges";
import { useProject } from "@/api/queries/projects";
import type { Judge } from "@/api/types";
import { shortHash } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Checkbox, Choices, SelectField, TextField } from "@/ui/Field";
import { FieldRow, Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import { useStatus } from "@/ui/Status";
import { EndpointFields } from "./EndpointFields";
import { type Backend, costSentence, judgeRequest } from "./judge";
import styles from "./RoutingPage.module.css";
import { RunFields } from "./RunFields";
import { WayFields } from "./WayFields";

const BACKENDS = [
  { value: "openai", label: "An endpoint", hint: "anything that speaks chat completions" },
  {
    value: "transformers",
    label: "A local model",
    hint: "runs in the worker; needs requirements-models.txt",
  },
  { value: "reward", label: "A reward model", hint: "scores each response; runs in the worker" },
  {
    value: "likelihood",
    label: "A likelihood",
    hint: "how likely a local language model finds each response, or what follows it",
  },
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
const LIKELIHOODS = [
  ["likelihood", "The response, after the conversation"],
  ["gain", "The same, beyond its likelihood after no question"],
  ["follow_up", "That the person is content with it next"],
  ["ratio", "The response, beyond what a reference model finds (DPO)"],
] as const;
const LISTS: Partial<Record<Backend, readonly (readonly [string, string])[]>> = {
  scripted: SCRIPTS,
  similarity: MEASURES,
};
const MODELS: Partial<Record<Backend, string>> = {
  openai: "As its endpoint calls it.",
  trained: "What it was trained on.",
};
const TYPED_MS = 400;

type Props = {
  projectId: number;
  open: boolean;
  onClose: () => void;
  /** The judge whose next version is made; none: a new one. */
  edited?: Judge;
};

/** A judge: model, way of asking, prices. It can never be changed: an edit makes its next version. */
export function JudgeDialog({ projectId, open, onClose, edited }: Props) {
  const create = useCreateJudge(projectId);
  const say = useStatus();
  const form = useRef<HTMLFormElement>(null);
  const [backend, setBackend] = useState<Backend>((edited?.backend as Backend) ?? "openai");
  const [draft, noteDraft] = useDraft(form, backend, edited);
  const wrong = (name: string) => fieldError(create.error, name);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.mutate(judgeRequest(backend, new FormData(event.currentTarget), edited), {
      onSuccess: (judge) => {
        say(
          `${judge.name} is ${edited ? "made" : "added"}: version ${judge.version}, spec ${shortHash(judge.sha256)}, untested.`,
          "ok",
        );
        onClose();
      },
    });
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={edited ? `Edit ${edited.name}` : "Add a judge"}
      description={edited && <Edits projectId={projectId} judge={edited} />}
      wide
    >
      <Form
        ref={form}
        onSubmit={submit}
        onInput={noteDraft}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" disabled={create.isPending}>
              {submitWord(create.isPending, edited)}
            </Button>
          </>
        }
      >
        {!edited && (
          <Choices
            legend="Kind"
            name="backend"
            value={backend}
            choices={BACKENDS}
            onChange={setBackend}
          />
        )}
        <FieldRow>
          <TextField
            name="name"
            label="Name"
            required={!edited}
            maxLength={80}
            defaultValue={edited?.name}
            hint={
              edited ? "Left as it is, it gets the version’s number." : "On pages and in exports."
            }
            error={wrong("name")}
          />
          {backend !== "panel" && (
            <Model key={backend} backend={backend} edited={edited} error={wrong("model")} />
          )}
        </FieldRow>
        <Question projectId={projectId} edited={edited} error={wrong("question")} />
        {backend === "panel" ? (
          <Members projectId={projectId} edited={edited} error={wrong("members")} />
        ) : (
          <WayFields
            key={backend}
            projectId={projectId}
            backend={backend}
            edited={edited}
            wrong={wrong}
          />
        )}
        <OwnFields backend={backend} edited={edited} wrong={wrong} />
        {backend !== "panel" && (
          <RunFields
            endpoint={backend === "openai"}
            run={edited?.run}
            limits={edited?.limits}
            wrong={wrong}
          />
        )}
        <Checkbox
          name="active"
          label="Ask it from now on"
          hint="Otherwise it only waits to be tried; “Ask again” in the list has it asked."
          defaultChecked={edited?.active ?? true}
        />
        <Cost projectId={projectId} draft={draft} />
        {create.error && <Notice tone="danger">{create.error.message}</Notice>}
      </Form>
    </Dialog>
  );
}

function submitWord(pending: boolean, edited: Judge | undefined): string {
  if (pending) return edited ? "Making…" : "Adding…";
  return edited ? `Make version ${edited.version + 1}` : "Add the judge";
}

/** What the form stands for, a moment after the last change; never with its key. */
function useDraft(
  form: { current: HTMLFormElement | null },
  backend: Backend,
  edited: Judge | undefined,
) {
  const [draft, setDraft] = useState<Record<string, unknown> | null>(null);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!form.current || changes < 0) return;
      const given = new FormData(form.current);
      given.delete("api_key");
      setDraft(judgeRequest(backend, given, edited));
    }, TYPED_MS);
    return () => clearTimeout(timer);
  }, [form, backend, edited, changes]);
  return [draft, () => setChanges((n) => n + 1)] as const;
}

function Cost(props: { projectId: number; draft: Record<string, unknown> | null }) {
  const { data, error } = useJudgeEstimate(props.projectId, props.draft);
  return (
    <div role="status">
      <Notice>
        {data && !error
          ? costSentence(data)
          : "What it costs stands here once its fields are filled in."}
      </Notice>
    </div>
  );
}

/** What an edit does, and what it does not. */
function Edits({ projectId, judge }: { projectId: number; judge: Judge }) {
  const judges = useJudges(projectId);
  const panels = (judges.data ?? []).filter((one) => one.spec.members?.includes(judge.sha256));
  return (
    <>
      Version {judge.version} (spec <code>{shortHash(judge.sha256)}</code>) keeps its verdicts and
      is retired; version {judge.version + 1} begins untested and uncalibrated.
      {panels.length > 0 &&
        ` Edit ${panels.map((panel) => panel.name).join(" and ")} too, to seat it there.`}
    </>
  );
}

/** What only one kind of judge needs. */
function OwnFields(props: {
  backend: Backend;
  edited: Judge | undefined;
  wrong: (name: string) => string | undefined;
}) {
  const { backend, edited, wrong } = props;
  return (
    <>
      {backend === "openai" && <EndpointFields edited={edited} wrong={wrong} />}
      {backend === "reward" && (
        <TextField
          name="weights"
          label="Weights of its outputs"
          defaultValue={String(edited?.spec.params.weights ?? "")}
          hint="Numbers apart by blanks, one for each output; empty: all count alike."
          error={wrong("params")}
        />
      )}
      {backend === "likelihood" && (
        <FieldRow>
          <SelectField
            name="measure"
            label="What is measured"
            defaultValue={String(edited?.spec.params.measure ?? "likelihood")}
            error={wrong("params")}
          >
            {LIKELIHOODS.map(([key, words]) => (
              <option key={key} value={key}>
                {words}
              </option>
            ))}
          </SelectField>
          <TextField
            name="reference_model"
            label="Reference model"
            defaultValue={String(edited?.spec.params.reference_model ?? "")}
            hint="Its folder; only for a ratio."
          />
        </FieldRow>
      )}
    </>
  );
}

/** What is asked: a model by its name, or one of a few rules. */
function Model(props: { backend: Backend; edited: Judge | undefined; error: string | undefined }) {
  const { backend, edited, error } = props;
  const list = LISTS[backend];
  const usual = backend === "transformers" ? "smollm2-135m" : "";
  if (!list || (edited && !list.some(([key]) => key === edited.model)))
    return (
      <TextField
        name="model"
        label="Model"
        required
        defaultValue={edited?.model ?? usual}
        hint={MODELS[backend] ?? "Its folder among the models."}
        error={error}
      />
    );
  return (
    <SelectField
      name="model"
      label={backend === "scripted" ? "Script" : "Measure"}
      defaultValue={edited?.model}
      error={error}
    >
      {list.map(([key, words]) => (
        <option key={key} value={key}>
          {words}
        </option>
      ))}
    </SelectField>
  );
}

/** Which of the project's comparisons it answers, where there is a choice. */
function Question(props: {
  projectId: number;
  edited: Judge | undefined;
  error: string | undefined;
}) {
  const project = useProject(props.projectId);
  const asked = (project.data?.questions?.questions ?? []).filter(
    (q) => q.type === "comparison" || q.type === "ranking",
  );
  if (asked.length < 2) return null;
  return (
    <SelectField
      name="question"
      label="Question it answers"
      defaultValue={props.edited?.spec.question ?? asked.find((q) => q.key === "overall")?.key}
      hint="Another judge can answer another one."
      error={props.error}
    >
      <option value="">The last one the project asks</option>
      {asked.map((question) => (
        <option key={question.key} value={question.key}>
          {question.title}
        </option>
      ))}
    </SelectField>
  );
}

/** The judges whose votes a panel counts. */
function Members(props: {
  projectId: number;
  edited: Judge | undefined;
  error: string | undefined;
}) {
  const judges = useJudges(props.projectId);
  const seated = props.edited?.spec.members ?? [];
  const single =
    judges.data?.filter(
      (one) => one.backend !== "panel" && (one.active || seated.includes(one.sha256)),
    ) ?? [];
  return (
    <fieldset className={styles.members}>
      <legend>Judges on the panel</legend>
      <p className={styles.quiet}>
        More than half of all seats must say the same. It costs what its members cost: each of them
        is asked about every item.
      </p>
      {single.map((judge) => (
        <Checkbox
          key={judge.id}
          name="members"
          value={judge.sha256}
          defaultChecked={seated.includes(judge.sha256)}
          label={judge.active ? judge.name : `${judge.name} (retired: a seat without a vote)`}
        />
      ))}
      {single.length < 2 && <p>Add two judges first.</p>}
      {props.error && <Notice tone="danger">{props.error}</Notice>}
    </fieldset>
  );
}
