import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, api, body } from "../client";
import type { GoldIn, Rules } from "../typesGold";

const keys = {
  rules: (projectId: number) => ["project", projectId, "rules"],
  list: (projectId: number) => ["project", projectId, "gold"],
  item: (itemId: number) => ["item", itemId, "gold"],
};
const of = (projectId: number) => ({ path: { project_id: projectId } });

export function useRules(projectId: number) {
  return useQuery({
    queryKey: keys.rules(projectId),
    queryFn: () => body(api.GET("/api/projects/{project_id}/rules", { params: of(projectId) })),
  });
}

export function useSetRules(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rules: Rules) =>
      body(api.PUT("/api/projects/{project_id}/rules", { params: of(projectId), body: rules })),
    onSuccess: (rules) => client.setQueryData(keys.rules(projectId), rules),
  });
}

export function useGoldList(projectId: number) {
  return useInfiniteQuery({
    queryKey: keys.list(projectId),
    queryFn: ({ pageParam }) =>
      body(
        api.GET("/api/projects/{project_id}/gold", {
          params: { ...of(projectId), query: { cursor: pageParam ?? undefined, limit: 50 } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function useProposals(projectId: number, people: number) {
  return useQuery({
    queryKey: [...keys.list(projectId), "proposals", people],
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/gold/proposals", {
          params: { ...of(projectId), query: { people } },
        }),
      ),
  });
}

export function useUploadGold(projectId: number) {
  return useGoldChange(projectId, (rows: unknown[]) =>
    body(api.POST("/api/projects/{project_id}/gold", { params: of(projectId), body: { rows } })),
  );
}

export function useConfirmGold(projectId: number) {
  return useGoldChange(projectId, (given: { item_ids: number[]; training: boolean }) =>
    body(
      api.POST("/api/projects/{project_id}/gold/proposals", {
        params: of(projectId),
        body: given,
      }),
    ),
  );
}

function useGoldChange<Given, Out>(projectId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.list(projectId) }),
        client.invalidateQueries({ queryKey: keys.rules(projectId) }),
      ]),
  });
}

/** One item's known answer; null where there is none. */
export function useItemGold(itemId: number) {
  return useQuery({
    queryKey: keys.item(itemId),
    queryFn: async () => {
      try {
        return await body(
          api.GET("/api/items/{item_id}/gold", { params: { path: { item_id: itemId } } }),
        );
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });
}

export function useSetItemGold(itemId: number) {
  return useItemGoldChange(itemId, (given: GoldIn) =>
    body(
      api.PUT("/api/items/{item_id}/gold", { params: { path: { item_id: itemId } }, body: given }),
    ),
  );
}

export function useRetireGold(itemId: number) {
  return useItemGoldChange(itemId, () =>
    body(api.DELETE("/api/items/{item_id}/gold", { params: { path: { item_id: itemId } } })),
  );
}

function useItemGoldChange<Given, Out>(itemId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Its state may have changed with it.
    onSuccess: () => client.invalidateQueries({ queryKey: ["item", itemId] }),
  });
}
