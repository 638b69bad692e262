import { useParams, useSearchParams } from "react-router";
import { useProject } from "@/api/queries/projects";
import type { Project } from "@/api/types";
import { plural } from "@/lib/figures";
import { Loaded } from "@/ui/Loaded";
import { Page } from "@/ui/Page";
import { Tabs } from "@/ui/Tabs";
import { GuidelineEditor } from "./GuidelineEditor";
import { KnownAnswers } from "./KnownAnswers";
import { LabelForm } from "./LabelForm";
import { ProjectForm } from "./ProjectForm";
import { QuestionEditor } from "./QuestionEditor";
import { RulesForm } from "./RulesForm";
import { SurveyForm } from "./SurveyForm";

/** The rules of the project: its settings, guidelines and questions, one tab each (?tab=). */
export default function SettingsPage() {
  const id = Number(useParams().id);
  const project = useProject(id);
  const [search, setSearch] = useSearchParams();
  return (
    <Page title="Settings" sentence={project.data && sentence(project.data)} narrow>
      <Loaded query={project} what="Settings" lines={10}>
        {(data) => (
          <Tabs
            label="Settings"
            value={search.get("tab") ?? "project"}
            onChange={(tab) => setSearch({ tab }, { replace: true })}
            tabs={[
              { value: "project", label: "Project", content: <ProjectForm project={data} /> },
              {
                value: "guidelines",
                label: "Guidelines",
                content: <GuidelineEditor key={data.guideline?.version ?? 0} project={data} />,
              },
              {
                value: "questions",
                label: "Questions",
                content: <QuestionEditor key={data.questions?.version ?? 0} project={data} />,
              },
              { value: "people", label: "People", content: <RulesForm projectId={id} /> },
              { value: "survey", label: "About people", content: <SurveyForm projectId={id} /> },
              { value: "known", label: "Known answers", content: <KnownAnswers projectId={id} /> },
              { value: "labels", label: "Labels", content: <LabelForm project={data} /> },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}

function sentence(project: Project): string {
  const asked = project.questions?.questions.length ?? 0;
  return `${plural(project.overlap, "person judges", "people judge")} each item sent to people and ${project.overlap === 1 ? "answers" : "answer"} ${plural(asked, "question")}; an item is held for ${Math.round(project.lease_seconds / 60)} minutes.`;
}
