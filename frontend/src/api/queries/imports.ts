import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { ImportBatch, Mapping } from "../types";

const RUNNING = ["pending", "staging", "committing"];
export const isImporting = (batch: Pick<ImportBatch, "state">) => RUNNING.includes(batch.state);

const listKey = (projectId: number) => ["project", projectId, "imports"];
const batchKey = (batchId: number) => ["import", batchId];

export function useUpload(projectId: number) {
  return useMutation({
    mutationFn: ({ file, signal }: { file: File; signal: AbortSignal }) => {
      const form = new FormData();
      form.append("file", file);
      return body(
        api.POST("/api/projects/{project_id}/uploads", {
          params: { path: { project_id: projectId } },
          body: form,
          signal,
        }),
      );
    },
  });
}

const mediaKey = (projectId: number) => ["project", projectId, "media"];

export function useMedia(projectId: number) {
  return useQuery({
    queryKey: mediaKey(projectId),
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/media", {
          params: { path: { project_id: projectId } },
        }),
      ),
  });
}

export function useSendMedia(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append("file", file);
      return body(
        api.POST("/api/projects/{project_id}/media", {
          params: { path: { project_id: projectId } },
          body: form,
        }),
      );
    },
    onSuccess: () => client.invalidateQueries({ queryKey: mediaKey(projectId) }),
  });
}

export type NewImport = {
  upload: number;
  kind: "items" | "judgments";
  mapping: Mapping;
  on_error: "skip" | "stop";
  dry_run: boolean;
};

/** Starts them in turn. */
export function useStartImports(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (all: readonly NewImport[]) => {
      const started: ImportBatch[] = [];
      for (const given of all)
        started.push(
          await body(
            api.POST("/api/projects/{project_id}/imports", {
              params: { path: { project_id: projectId } },
              body: given,
            }),
          ),
        );
      return started;
    },
    onSettled: () => client.invalidateQueries({ queryKey: listKey(projectId) }),
  });
}

export function useImports(projectId: number) {
  return useQuery({
    queryKey: listKey(projectId),
    queryFn: () =>
      body(
        api.GET("/api/projects/{project_id}/imports", {
          params: { path: { project_id: projectId } },
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.results.some(isImporting) ? 1000 : false),
  });
}

export function useImport(batchId: number) {
  return useQuery({
    queryKey: batchKey(batchId),
    queryFn: () =>
      body(api.GET("/api/imports/{import_id}", { params: { path: { import_id: batchId } } })),
    refetchInterval: ({ state }) => (state.data && isImporting(state.data) ? 1000 : false),
  });
}

export function useCancelImport(projectId: number, batchId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      body(
        api.POST("/api/imports/{import_id}/cancel", { params: { path: { import_id: batchId } } }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: batchKey(batchId) });
      await client.invalidateQueries({ queryKey: listKey(projectId) });
    },
  });
}
