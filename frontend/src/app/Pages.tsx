import { type RouteObject, useRoutes } from "react-router";
import AppShell from "./AppShell";
import { later, page } from "./later";
import { NotFound } from "./PageError";

const pages: RouteObject[] = [
  {
    element: <AppShell />,
    children: [
      { path: "/", element: later(() => import("@/features/projects/ProjectsPage")) },
      { path: "/tokens", element: later(() => import("@/features/account/TokensPage")) },
      {
        path: "/p/:id",
        element: page("annotator", () => import("@/features/overview/OverviewPage")),
      },
      {
        path: "/p/:id/mine",
        element: page("annotator", () => import("@/features/mine/MinePage")),
      },
      {
        path: "/p/:id/about-me",
        element: page("annotator", () => import("@/features/mine/AboutMePage")),
      },
      {
        path: "/p/:id/items",
        element: page("reviewer", () => import("@/features/items/ItemsPage")),
      },
      {
        path: "/p/:id/items/:itemId",
        element: page("reviewer", () => import("@/features/items/ItemPage")),
      },
      {
        path: "/p/:id/adjudication",
        element: page("reviewer", () => import("@/features/adjudication/AdjudicationPage")),
      },
      {
        path: "/p/:id/quality",
        element: page("researcher", () => import("@/features/quality/QualityPage")),
      },
      {
        path: "/p/:id/quality/drivers",
        element: page("researcher", () => import("@/features/drivers/DriversPage")),
      },
      {
        path: "/p/:id/quality/groups",
        element: page("researcher", () => import("@/features/groups/GroupsPage")),
      },
      {
        path: "/p/:id/quality/principles",
        element: page("researcher", () => import("@/features/principles/PrinciplesPage")),
      },
      {
        path: "/p/:id/raters/:raterId",
        element: page("researcher", () => import("@/features/quality/RaterPage")),
      },
      {
        path: "/p/:id/routing",
        element: page("researcher", () => import("@/features/routing/RoutingPage")),
      },
      {
        path: "/p/:id/judges/:judgeId",
        element: page("researcher", () => import("@/features/judge/JudgePage")),
      },
      {
        path: "/p/:id/imported-judges/:raterId",
        element: page("researcher", () => import("@/features/judge/ImportedJudgePage")),
      },
      {
        path: "/p/:id/data/imports",
        element: page("admin", () => import("@/features/imports/ImportsPage")),
      },
      {
        path: "/p/:id/data/exports",
        element: page("researcher", () => import("@/features/exports/ExportsPage")),
      },
      {
        path: "/p/:id/people",
        element: page("admin", () => import("@/features/members/MembersPage")),
      },
      {
        path: "/p/:id/settings",
        element: page("admin", () => import("@/features/settings/SettingsPage")),
      },
      { path: "*", element: <NotFound /> },
    ],
  },
];

/** Every page in the frame with the rail: all but the bench and the doors. */
export default function Pages() {
  return useRoutes(pages);
}
