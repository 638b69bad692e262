import { Page } from "@/ui/Page";

export default function ExportsPage() {
  return <Page title="Exports">{null}</Page>;
}
