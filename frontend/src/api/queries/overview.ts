import { useQuery } from "@tanstack/react-query";
import { api, body } from "../client";
import type { Job } from "../types";

export const isOpen = (job: Pick<Job, "state">) =>
  job.state === "pending" || job.state === "running";

/** Looks again every two seconds while something runs, else twice a minute. */
export function useOverview(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "overview"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/overview", {
          params: { path: { project_id: projectId } },
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.jobs.some(isOpen) ? 2000 : 30_000),
  });
}

/** What the signed-in person has done and has left; any member may ask. */
export function useMyWork(projectId: number) {
  return useQuery({
    queryKey: ["project", projectId, "my-work"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/queue", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}
