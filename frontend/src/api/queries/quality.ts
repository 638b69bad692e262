import { useQuery } from "@tanstack/react-query";
import { api, body } from "../client";

// A big project's figures are counted by a sweep: look again while there are none yet.
const again = (asOf: string | null | undefined) => (asOf === null ? 5000 : false);

export function useQuality(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "quality"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/quality", {
          params: { path: { project_id: projectId } },
        }),
      ),
    refetchInterval: ({ state }) => again(state.data?.as_of),
  });
}

export function useDrivers(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "drivers"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/drivers", {
          params: { path: { project_id: projectId } },
        }),
      ),
    refetchInterval: ({ state }) => again(state.data?.as_of),
  });
}

export function useGroups(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "groups"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/groups", {
          params: { path: { project_id: projectId } },
        }),
      ),
    refetchInterval: ({ state }) => again(state.data?.as_of),
  });
}

export function usePrinciples(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "principles"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/principles", {
          params: { path: { project_id: projectId } },
        }),
      ),
    refetchInterval: ({ state }) => again(state.data?.as_of),
  });
}

export function useRater(projectId: number, raterId: number) {
  return useQuery({
    queryKey: ["project", projectId, "rater", raterId],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/raters/{rater_id}", {
          params: { path: { project_id: projectId, rater_id: raterId } },
        }),
      ),
    refetchInterval: ({ state }) => again(state.data?.as_of),
  });
}
