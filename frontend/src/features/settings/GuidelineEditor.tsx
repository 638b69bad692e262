import { useSaveGuideline } from "@/api/queries/projects";
import type { Project } from "@/api/types";
import { dateTime } from "@/lib/figures";
import { useKept } from "@/lib/kept";
import { Button } from "@/ui/Button";
import { TextArea } from "@/ui/Field";
import { Form } from "@/ui/Form";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Page";
import { RichText } from "@/ui/RichText";
import { useStatus } from "@/ui/Status";

/** Where the next version is kept while it is written. */
export const guidelineDraft = (project: Project) =>
  `guideline ${project.id} ${project.guideline?.version ?? 0}`;

/** What annotators are told. Saving makes a new version; the old ones stay with their judgments. */
export function GuidelineEditor({ project }: { project: Project }) {
  const now = project.guideline;
  const [text, setText] = useKept(guidelineDraft(project), now?.text ?? "");
  const save = useSaveGuideline(project.id);
  const say = useStatus();
  const next = (now?.version ?? 0) + 1;
  const changed = text.trim() !== (now?.text ?? "").trim() && text.trim() !== "";
  return (
    <Panel
      title={now ? `Version ${now.version}, of ${dateTime(now.created_at)}` : "No guidelines yet"}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(text, { onSuccess: () => say(`Version ${next} is in force.`, "ok") });
        }}
        actions={
          <Button type="submit" variant="primary" disabled={!changed || save.isPending}>
            {save.isPending ? "Saving…" : `Save as version ${next}`}
          </Button>
        }
      >
        <TextArea
          label="Guidelines, in Markdown"
          rows={14}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {changed && (
          <Notice tone="warn">
            Everybody reads version {next} before their next item. Judgments given so far keep the
            version they were given under.
          </Notice>
        )}
        {save.error && <Notice tone="danger">{save.error.message}</Notice>}
      </Form>
      <h3>As annotators see it</h3>
      <RichText text={text || "Nothing yet."} lang={project.language} />
    </Panel>
  );
}
