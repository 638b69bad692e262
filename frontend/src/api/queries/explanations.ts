import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";

const key = (projectId: number) => ["project", projectId, "explanations"];
const at = (projectId: number) => ({ params: { path: { project_id: projectId } } });

export function useExplanations(projectId: number) {
  return useQuery({
    queryKey: key(projectId),
    queryFn: () => body(api.GET("/api/projects/{project_id}/explanations", at(projectId))),
    refetchInterval: ({ state }) => (state.data?.running ? 3000 : false),
  });
}

export function useExplain(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (judge: number) =>
      body(
        api.POST("/api/projects/{project_id}/explanations", { ...at(projectId), body: { judge } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId) }),
  });
}
