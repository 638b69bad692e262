import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { Project, Question } from "../types";
import { sessionQuery } from "./session";

const projectsKey = ["projects"];

export function useProjects() {
  return useQuery({
    queryKey: projectsKey,
    queryFn: () => body(api.GET("/api/projects", { params: { query: { limit: 200 } } })),
  });
}

export const projectQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id],
    queryFn: () => body(api.GET("/api/projects/{project_id}", path(id))),
  });

export function useProject(id: number) {
  return useQuery(projectQuery(id));
}

export type NewProject = {
  name: string;
  description: string;
  overlap: number;
  lease_seconds: number;
  questions: Question[];
  guideline: string;
};

export function useCreateProject() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: NewProject) => body(api.POST("/api/projects", { body: given })),
    // The new membership is in the session: without it the page of the project is closed to its maker.
    onSuccess: async () => {
      await client.refetchQueries({ queryKey: sessionQuery.queryKey });
      await client.invalidateQueries({ queryKey: projectsKey });
    },
  });
}

export type ProjectFields = Partial<
  Pick<
    Project,
    | "name"
    | "description"
    | "language"
    | "state"
    | "overlap"
    | "reserve"
    | "lease_seconds"
    | "side_order"
    | "show_models_after"
    | "aggregators"
  >
>;

export function useSaveProject(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: ProjectFields) =>
      body(api.PATCH("/api/projects/{project_id}", { ...path(id), body: given })),
    onSuccess: async (project) => {
      client.setQueryData(projectQuery(id).queryKey, project);
      await client.invalidateQueries({ queryKey: projectsKey });
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}

export function useSaveGuideline(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) =>
      body(api.POST("/api/projects/{project_id}/guidelines", { ...path(id), body: { text } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: projectQuery(id).queryKey }),
  });
}

export function useSaveQuestions(id: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (questions: Question[]) =>
      body(api.POST("/api/projects/{project_id}/questions", { ...path(id), body: { questions } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: projectQuery(id).queryKey }),
  });
}

function path(id: number) {
  return { params: { path: { project_id: id } } };
}
