import { Page } from "@/ui/Page";

export default function ProjectsPage() {
  return <Page title="Projects">{null}</Page>;
}
