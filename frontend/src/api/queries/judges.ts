import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";

const judgesKey = (projectId: number) => ["project", projectId, "judges"];
const ofJudge = (projectId: number, judgeId: number) => ({
  params: { path: { project_id: projectId, judge_id: judgeId } },
});

export function useJudges(projectId: number) {
  return useQuery({
    queryKey: judgesKey(projectId),
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/judges", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}

export function useCreateJudge(projectId: number) {
  return useJudgesChange(projectId, (given: Record<string, unknown>) =>
    body(
      api.POST("/api/projects/{project_id}/judges", {
        params: { path: { project_id: projectId } },
        body: given,
      }),
    ),
  );
}

export function useSetTrust(projectId: number) {
  return useJudgesChange(
    projectId,
    ({ judgeId, ...given }: { judgeId: number; status: string; reason: string }) =>
      body(
        api.POST("/api/projects/{project_id}/judges/{judge_id}/trust", {
          ...ofJudge(projectId, judgeId),
          body: given,
        }),
      ),
  );
}

export function useSetJudgeActive(projectId: number) {
  return useJudgesChange(projectId, ({ judgeId, active }: { judgeId: number; active: boolean }) =>
    body(
      api.PATCH("/api/projects/{project_id}/judges/{judge_id}", {
        ...ofJudge(projectId, judgeId),
        body: { active },
      }),
    ),
  );
}

function useJudgesChange<Given, Out>(projectId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", projectId] }),
  });
}
