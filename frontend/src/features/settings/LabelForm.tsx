import { useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { running, useLabelling, useRelabel } from "@/api/queries/labelling";
import { useSaveProject } from "@/api/queries/projects";
import type { Project } from "@/api/types";
import type { Labelling } from "@/api/typesQuality";
import { ago, count, plural } from "@/lib/figures";
import { Button } from "@/ui/Button";
import { SelectField } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { JobBar } from "@/ui/JobBar";
import { Loaded } from "@/ui/Loaded";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { useStatus } from "@/ui/Status";

/** How votes become labels, question by question; another way makes them all anew. */
export function LabelForm({ project }: { project: Project }) {
  const labelling = useLabelling(project.id);
  return (
    <Loaded query={labelling} what="Labels" lines={6}>
      {(data) => <Methods project={project} data={data} />}
    </Loaded>
  );
}

function Methods({ project, data }: { project: Project; data: Labelling }) {
  const save = useSaveProject(project.id);
  const relabel = useRelabel(project.id);
  const client = useQueryClient();
  const say = useStatus();
  const busy = running(data.job?.state);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const aggregators = Object.fromEntries(
      data.questions.map(({ question }) => [question, String(form.get(question))]),
    );
    save.mutate(
      { aggregators },
      {
        onSuccess: () => {
          say("Saved; every label is made anew.", "ok");
          void client.invalidateQueries({ queryKey: ["project", project.id, "labelling"] });
        },
      },
    );
  };
  if (data.questions.length === 0)
    return <Notice>No question here is answered by one of a few labels.</Notice>;
  return (
    <Panel title="From votes to labels">
      <Form
        onSubmit={submit}
        actions={
          <>
            <Button disabled={relabel.isPending || busy} onClick={() => relabel.mutate()}>
              Relabel now
            </Button>
            <Button type="submit" variant="primary" disabled={save.isPending || busy}>
              Save and relabel
            </Button>
          </>
        }
      >
        {data.questions.map((q) => (
          <SelectField
            key={q.question}
            name={q.question}
            label={q.title}
            hint={standing(q)}
            defaultValue={q.method}
          >
            {data.methods.map((method) => (
              <option key={method.key} value={method.key}>
                {method.key.replaceAll("_", " ")}: {method.summary}
              </option>
            ))}
          </SelectField>
        ))}
        {save.error && <Notice tone="danger">{save.error.message}</Notice>}
        {relabel.error && <Notice tone="danger">{relabel.error.message}</Notice>}
      </Form>
      {data.questions.flatMap((q) =>
        (q.fit?.warnings ?? []).map((warning) => (
          <Notice key={`${q.question} ${warning}`}>
            {q.title}: {warning}
          </Notice>
        )),
      )}
      {busy && data.job && (
        <JobBar
          label="Making labels anew"
          done={data.job.done}
          total={data.job.total}
          unit="items"
        />
      )}
      {data.job?.state === "dead" && <Notice tone="danger">{data.job.error}</Notice>}
    </Panel>
  );
}

function standing(q: Labelling["questions"][number]): string {
  if (q.counted_because) return `Votes are counted for now. ${q.counted_because}`;
  if (!q.fit) return "Votes are counted.";
  return `Learnt ${ago(q.fit.at)} from ${plural(q.fit.n_votes, "vote")} of ${plural(q.fit.n_raters, "person", "people")} on ${plural(q.fit.n_items, "item")}; ${q.since >= 100_000 ? "more than 100,000" : count(q.since)} judgments since.`;
}
