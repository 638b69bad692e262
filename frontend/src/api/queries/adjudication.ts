import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { Settlement } from "../typesAdjudication";

export type Order = "alpha" | "posterior";

const key = (projectId: number) => ["project", projectId, "adjudication"];

export function useAdjudicationQueue(projectId: number, by: Order) {
  return useQuery({
    queryKey: [...key(projectId), by],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/adjudication", {
          params: { path: { project_id: projectId }, query: { by } },
        }),
      ),
    // A big project's is counted by a sweep: look again while there is none yet.
    refetchInterval: ({ state }) => (state.data?.as_of === null ? 5000 : false),
  });
}

export function useAdjudicationItem(projectId: number, itemId: number, names: boolean) {
  return useQuery({
    queryKey: [...key(projectId), "item", itemId, names],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/adjudication/items/{item_id}", {
          params: { path: { project_id: projectId, item_id: itemId }, query: { names } },
        }),
      ),
  });
}

export function useGaps(projectId: number) {
  return useQuery({
    queryKey: [...key(projectId), "gaps"],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/adjudication/gaps", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}

export function useSettle(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ itemId, ...given }: Settlement & { itemId: number }) =>
      body(
        api.POST("/api/projects/{project_id}/adjudication/items/{item_id}", {
          params: { path: { project_id: projectId, item_id: itemId } },
          body: given,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(projectId) }),
  });
}
