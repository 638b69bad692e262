import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { Snapshot } from "../types";

export const isExporting = (snapshot: Pick<Snapshot, "state">) =>
  snapshot.state === "pending" || snapshot.state === "running";

const listKey = (projectId: number) => ["project", projectId, "exports"];
const snapshotKey = (snapshotId: number) => ["export", snapshotId];

export type ExportChoice = { format: string; params: Record<string, unknown> };

export function useFormats() {
  return useQuery({
    queryKey: ["formats"],
    queryFn: () => body(api.GET("/api/formats")),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useExportPreview(projectId: number, choice: ExportChoice | null) {
  return useQuery({
    queryKey: ["project", projectId, "exports", "preview", choice],
    queryFn: () =>
      body(
        api.POST("/api/projects/{project_id}/exports/preview", {
          params: { path: { project_id: projectId } },
          body: choice as ExportChoice,
        }),
      ),
    enabled: choice !== null,
    placeholderData: keepPreviousData,
  });
}

export function useStartExport(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: ExportChoice) =>
      body(
        api.POST("/api/projects/{project_id}/exports", {
          params: { path: { project_id: projectId } },
          body: given,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: listKey(projectId) }),
  });
}

export function useExports(projectId: number) {
  return useQuery({
    queryKey: listKey(projectId),
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/exports", {
          params: { path: { project_id: projectId } },
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.results.some(isExporting) ? 1000 : false),
  });
}

export function useExport(snapshotId: number) {
  return useQuery({
    queryKey: snapshotKey(snapshotId),
    queryFn: () =>
      body(
        api.GET("/api/exports/{snapshot_id}", { params: { path: { snapshot_id: snapshotId } } }),
      ),
    refetchInterval: ({ state }) => (state.data && isExporting(state.data) ? 1000 : false),
  });
}

export function useCancelExport(projectId: number, snapshotId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(
        api.POST("/api/exports/{snapshot_id}/cancel", {
          params: { path: { snapshot_id: snapshotId } },
        }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: snapshotKey(snapshotId) });
      await client.invalidateQueries({ queryKey: listKey(projectId) });
    },
  });
}

/** A file of texts that an export is kept apart from. */
export function useSendTexts(projectId: number) {
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append("file", file);
      return body(
        api.POST("/api/projects/{project_id}/exports/texts", {
          params: { path: { project_id: projectId } },
          body: form,
        }),
      );
    },
  });
}

export function useExportChanges(snapshotId: number, sinceId: number | null, kind: string) {
  return useQuery({
    queryKey: [...snapshotKey(snapshotId), "changes", sinceId, kind],
    queryFn: () =>
      body(
        api.GET("/api/exports/{snapshot_id}/changes/{since_id}", {
          params: {
            path: { snapshot_id: snapshotId, since_id: sinceId as number },
            query: kind ? { kind } : {},
          },
        }),
      ),
    enabled: sinceId !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useExportLink(snapshotId: number) {
  return useMutation({
    mutationFn: (given: { name: string; minutes: number }) =>
      body(
        api.POST("/api/exports/{snapshot_id}/links", {
          params: { path: { snapshot_id: snapshotId } },
          body: given,
        }),
      ),
  });
}
