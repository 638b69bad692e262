import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";

export type ItemQuery = Partial<
  Record<"state" | "source" | "winner" | "flagged" | "q" | "group" | "cursor", string>
>;

export function useItems(projectId: number, query: ItemQuery) {
  return useQuery({
    queryKey: ["project", projectId, "items", query],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/items", {
          params: { path: { project_id: projectId }, query: { ...query, limit: 50 } },
        }),
      ),
    // The old rows stay while the next ones come, so that nothing jumps.
    placeholderData: keepPreviousData,
  });
}

export function useItem(itemId: number) {
  return useQuery({
    queryKey: ["item", itemId],
    queryFn: () => body(api.GET("/api/items/{item_id}", { params: { path: { item_id: itemId } } })),
  });
}

export function useDecisions(itemId: number) {
  return useQuery({
    queryKey: ["item", itemId, "decisions"],
    queryFn: () =>
      body(api.GET("/api/items/{item_id}/decisions", { params: { path: { item_id: itemId } } })),
  });
}

export function useItemFiles(itemId: number) {
  return useQuery({
    queryKey: ["item", itemId, "files"],
    queryFn: () =>
      body(api.GET("/api/items/{item_id}/files", { params: { path: { item_id: itemId } } })),
  });
}

export function useDiscardItem(itemId: number) {
  return useItemChange(itemId, (reason: string) =>
    body(
      api.POST("/api/items/{item_id}/discard", {
        params: { path: { item_id: itemId } },
        body: { reason },
      }),
    ),
  );
}

export function useSettleFlags(itemId: number) {
  return useItemChange(itemId, () =>
    body(api.POST("/api/items/{item_id}/flags/settle", { params: { path: { item_id: itemId } } })),
  );
}

function useItemChange<Given>(itemId: number, change: (given: Given) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["item", itemId] });
      await client.invalidateQueries({ queryKey: ["project"] });
    },
  });
}
