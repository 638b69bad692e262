import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../client";
import type { NewSurvey } from "../typesGroups";

const surveyKey = (projectId: number) => ["project", projectId, "survey"];
const aboutMeKey = (projectId: number) => ["project", projectId, "about-me"];
const at = (projectId: number) => ({ params: { path: { project_id: projectId } } });

export function useSurvey(projectId: number) {
  return useQuery({
    queryKey: surveyKey(projectId),
    queryFn: () => body(api.GET("/api/projects/{project_id}/survey", at(projectId))),
  });
}

export function useSetSurvey(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: NewSurvey) =>
      body(api.PUT("/api/projects/{project_id}/survey", { ...at(projectId), body: given })),
    onSuccess: (survey) => client.setQueryData(surveyKey(projectId), survey),
  });
}

export function useAboutMe(projectId: number) {
  return useQuery({
    queryKey: aboutMeKey(projectId),
    queryFn: () => body(api.GET("/api/projects/{project_id}/about-me", at(projectId))),
  });
}

export function useTellAboutMe(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: { version: number; answers: Record<string, string | null> }) =>
      body(api.PUT("/api/projects/{project_id}/about-me", { ...at(projectId), body: given })),
    onSuccess: (mine) => client.setQueryData(aboutMeKey(projectId), mine),
  });
}

export function useWithdraw(projectId: number) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => body(api.DELETE("/api/projects/{project_id}/about-me", at(projectId))),
    onSuccess: () => client.invalidateQueries({ queryKey: aboutMeKey(projectId) }),
  });
}
