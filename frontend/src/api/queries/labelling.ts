import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";

const path = (projectId: number) => ({ params: { path: { project_id: projectId } } });
const key = (projectId: number) => ["project", projectId, "labelling"];

export const running = (state: string | undefined) => state === "pending" || state === "running";

export function useLabelling(projectId: number) {
  return useQuery({
    queryKey: key(projectId),
    queryFn: () => body(api.GET("/api/projects/{project_id}/labelling", path(projectId))),
    refetchInterval: ({ state }) => (running(state.data?.job?.state) ? 1000 : false),
  });
}

export function useRelabel(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.POST("/api/projects/{project_id}/labelling", path(projectId))),
    onSuccess: () => void client.invalidateQueries({ queryKey: key(projectId) }),
  });
}
