import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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

/** Its key, limits, price or the way it is run: none of it makes it another judge. */
export function useChangeJudge(projectId: number) {
  return useJudgesChange(
    projectId,
    ({ judgeId, ...given }: { judgeId: number } & Record<string, unknown>) =>
      body(
        api.PATCH("/api/projects/{project_id}/judges/{judge_id}", {
          ...ofJudge(projectId, judgeId),
          body: given,
        }),
      ),
  );
}

/** What a judge would cost, as far as the form is filled in; null: nothing is asked yet. */
export function useJudgeEstimate(projectId: number, given: Record<string, unknown> | null) {
  return useQuery({
    queryKey: [...judgesKey(projectId), "estimate", given],
    enabled: given !== null,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: () =>
      body(
        api.POST("/api/projects/{project_id}/judge-estimates", {
          params: { path: { project_id: projectId } },
          body: given ?? {},
        }),
      ),
  });
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

/** Has a worker ask the judge what the prompts are about. */
export function useTagPrompts(projectId: number) {
  return useJudgesChange(projectId, (judgeId: number) =>
    body(
      api.POST("/api/projects/{project_id}/judges/{judge_id}/tags", ofJudge(projectId, judgeId)),
    ),
  );
}

export function useTryJudge(projectId: number, judgeId: number) {
  return useMutation({
    mutationFn: (count: number) =>
      body(
        api.POST("/api/projects/{project_id}/judges/{judge_id}/trials", {
          ...ofJudge(projectId, judgeId),
          body: { count },
        }),
      ),
  });
}

/** What a trial has shown so far, once a second until all calls are in. */
export function useTrial(projectId: number, judgeId: number, trial: string | null) {
  return useQuery({
    queryKey: [...judgesKey(projectId), judgeId, "trials", trial],
    enabled: trial !== null,
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/judges/{judge_id}/trials/{trial}", {
          params: { path: { project_id: projectId, judge_id: judgeId, trial: trial ?? "" } },
        }),
      ),
    refetchInterval: (query) => (query.state.data?.done ? false : 1000),
  });
}

/** What came of the last attack. */
export function useAttacks(projectId: number, judgeId: number) {
  return useQuery({
    queryKey: [...judgesKey(projectId), judgeId, "attacks"],
    queryFn: () =>
      body(
        api.GET(
          "/api/projects/{project_id}/judges/{judge_id}/attacks",
          ofJudge(projectId, judgeId),
        ),
      ),
  });
}

export function useAttackJudge(projectId: number, judgeId: number) {
  return useMutation({
    mutationFn: () =>
      body(
        api.POST("/api/projects/{project_id}/judges/{judge_id}/attacks", {
          ...ofJudge(projectId, judgeId),
          body: {},
        }),
      ),
  });
}

const OPEN = new Set(["running", "cancelling"]);

/** How far the judging of the project is; every few seconds while it runs. */
export function useJudging(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "judging"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/judging", {
          params: { path: { project_id: projectId } },
        }),
      ),
    refetchInterval: (query) => (OPEN.has(query.state.data?.state ?? "") ? 3000 : false),
  });
}

export function useChangeJudging(projectId: number) {
  return useJudgesChange(projectId, (action: "pause" | "resume" | "cancel") =>
    body(
      api.POST("/api/projects/{project_id}/judging", {
        params: { path: { project_id: projectId } },
        body: { action },
      }),
    ),
  );
}

export function useJudgeProtocols(projectId: number) {
  return useQuery({
    queryKey: [...judgesKey(projectId), "protocols"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/judge-protocols", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}

function useJudgesChange<Given, Out>(projectId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ["project", projectId] }),
  });
}
