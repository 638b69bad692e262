import { useMyWork } from "@/api/queries/overview";
import type { Queue } from "@/api/types";
import { AboutMeLink } from "@/features/mine/AboutMeLink";
import { plural, t } from "@/lib/i18n";
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
      title={work.data?.project.name ?? t("Project")}
      sentence={work.data && mine(work.data.progress)}
      narrow
    >
      <Loaded query={work} what={t("Your work")}>
        {({ progress, questions, guideline }) => (
          <>
            <EmptyState
              title={
                progress.left > 0
                  ? plural(progress.left, "{n} item left for you", "{n} items left for you")
                  : t("Nothing left for you now")
              }
              action={
                <ButtonLink to={`/p/${id}/bench`} variant="primary">
                  {progress.mine > 0 ? t("Go on judging") : t("Start judging")}
                </ButtonLink>
              }
            >
              {plural(
                questions.length,
                "You are asked {n} question about each: {which}.",
                "You are asked {n} questions about each: {which}.",
                { which: questions.map((q) => q.title.replace(/[?.]$/, "")).join(", ") },
              )}{" "}
              {guideline &&
                !guideline.acknowledged &&
                t("The guidelines come first; they take a minute.")}
            </EmptyState>
            <AboutMeLink projectId={id} />
            <Panel>
              <Facts
                facts={[
                  [t("Today"), judgments(progress.today)],
                  [t("In all"), judgments(progress.mine)],
                  [t("Left for you"), plural(progress.left, "{n} item", "{n} items")],
                ]}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const judgments = (n: number) => plural(n, "{n} judgment", "{n} judgments");

function mine({ mine, today, left }: Queue["progress"]): string {
  return plural(
    mine,
    "You judged {n} item, {today} of them today; {left} are left for you.",
    "You judged {n} items, {today} of them today; {left} are left for you.",
    { today, left },
  );
}
