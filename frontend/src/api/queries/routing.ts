import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { SpendingTerms } from "../types";

const routingKey = (projectId: number) => ["project", projectId, "routing"];
const path = (projectId: number) => ({ params: { path: { project_id: projectId } } });

export type PolicyChoice = {
  policy: string;
  params: Record<string, unknown>;
  audit_rate: number;
};

export function usePolicies() {
  return useQuery({
    queryKey: ["policies"],
    queryFn: () => body(api.GET("/api/policies")),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Researchers and admins only: not asked for anybody else. */
export function useRouting(projectId: number, enabled = true) {
  return useQuery({
    queryKey: routingKey(projectId),
    queryFn: () => body(api.GET("/api/projects/{project_id}/routing", path(projectId))),
    enabled,
  });
}

export function useRoutingPreview(projectId: number, choice: PolicyChoice | null) {
  return useQuery({
    queryKey: [...routingKey(projectId), "preview", choice],
    queryFn: () =>
      body(
        api.POST("/api/projects/{project_id}/routing/preview", {
          ...path(projectId),
          body: choice as PolicyChoice,
        }),
      ),
    enabled: choice !== null,
    placeholderData: keepPreviousData,
  });
}

export function useSavePolicy(projectId: number) {
  return useRoutingChange(projectId, (given: PolicyChoice) =>
    body(api.POST("/api/projects/{project_id}/routing", { ...path(projectId), body: given })),
  );
}

export function useSaveBudget(projectId: number) {
  return useRoutingChange(projectId, ({ unit, limit }: { unit: string; limit: number }) =>
    body(
      api.PUT("/api/projects/{project_id}/budgets/{unit}", {
        params: { path: { project_id: projectId, unit } },
        body: { limit },
      }),
    ),
  );
}

export function useSaveSpending(projectId: number) {
  return useRoutingChange(projectId, (terms: SpendingTerms) =>
    body(api.PUT("/api/projects/{project_id}/spending", { ...path(projectId), body: terms })),
  );
}

export function useRunRouting(projectId: number) {
  return useRoutingChange(projectId, (scope: "waiting" | "all") =>
    body(
      api.POST("/api/projects/{project_id}/routing/run", { ...path(projectId), body: { scope } }),
    ),
  );
}

function useRoutingChange<Given, Out>(projectId: number, change: (given: Given) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Not waited for: what was sent is said to be saved at once.
    onSuccess: () => void client.invalidateQueries({ queryKey: ["project", projectId] }),
  });
}
