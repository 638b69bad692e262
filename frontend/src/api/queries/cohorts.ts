import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";

const keys = (projectId: number) => ["project", projectId, "cohorts"];
const of = (projectId: number) => ({ path: { project_id: projectId } });

export function useCohorts(projectId: number) {
  return useQuery({
    queryKey: keys(projectId),
    queryFn: () => body(api.GET("/api/projects/{project_id}/cohorts", { params: of(projectId) })),
  });
}

export function useNewCohort(projectId: number) {
  return useChange(projectId, (name: string) =>
    body(api.POST("/api/projects/{project_id}/cohorts", { params: of(projectId), body: { name } })),
  );
}

export function useDropCohort(projectId: number) {
  return useChange(projectId, (cohortId: number) =>
    body(
      api.DELETE("/api/projects/{project_id}/cohorts/{cohort_id}", {
        params: { path: { project_id: projectId, cohort_id: cohortId } },
      }),
    ),
  );
}

export type Keep = { cohort: number | null; state?: string; q?: string };

export function useKeepItems(projectId: number) {
  return useChange(projectId, (given: Keep) =>
    body(
      api.POST("/api/projects/{project_id}/cohorts/items", { params: of(projectId), body: given }),
    ),
  );
}

export type Place = {
  cohort: number | null;
  quota_total: number | null;
  quota_day: number | null;
};

export function usePlaceMember(projectId: number, memberId: number) {
  return useChange(projectId, (place: Place) =>
    body(
      api.PUT("/api/projects/{project_id}/members/{member_id}/place", {
        params: { path: { project_id: projectId, member_id: memberId } },
        body: place,
      }),
    ),
  );
}

export function useLetIn(projectId: number, memberId: number) {
  return useChange(projectId, () =>
    body(
      api.POST("/api/projects/{project_id}/members/{member_id}/let-in", {
        params: { path: { project_id: projectId, member_id: memberId } },
      }),
    ),
  );
}

function useChange<Given, Out>(projectId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys(projectId) }),
        client.invalidateQueries({ queryKey: ["project", projectId, "members"] }),
      ]),
  });
}
