import { useMyWork } from "@/api/queries/overview";
import type { Queue } from "@/api/types";
import { count, plural } from "@/lib/figures";
import { ButtonLink } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { Facts } from "@/ui/Facts";
import { Loaded } from "@/ui/Loaded";
import { Page, Panel } from "@/ui/Page";

/** An annotator's own work, and nothing about anybody else's. */
export function AnnotatorOverview({ id }: { id: number }) {
  const work = useMyWork(id);
  return (
    <Page
      title={work.data?.project.name ?? "Project"}
      sentence={work.data && mine(work.data.progress)}
      narrow
    >
      <Loaded query={work} what="Your work">
        {({ progress, questions, guideline }) => (
          <>
            <EmptyState
              title={
                progress.left > 0
                  ? `${plural(progress.left, "item")} left for you`
                  : "Nothing left for you now"
              }
              action={
                <ButtonLink to={`/p/${id}/bench`} variant="primary">
                  {progress.mine > 0 ? "Go on judging" : "Start judging"}
                </ButtonLink>
              }
            >
              You are asked {plural(questions.length, "question")} about each:{" "}
              {questions.map((q) => q.title.replace(/[?.]$/, "")).join(", ")}.{" "}
              {guideline &&
                !guideline.acknowledged &&
                "The guidelines come first; they take a minute."}
            </EmptyState>
            <Panel>
              <Facts
                facts={[
                  ["Today", plural(progress.today, "judgment")],
                  ["In all", plural(progress.mine, "judgment")],
                  ["Left for you", plural(progress.left, "item")],
                ]}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function mine(progress: Queue["progress"]): string {
  return `You judged ${plural(progress.mine, "item")}, ${count(progress.today)} of them today; ${count(progress.left)} are left for you.`;
}
