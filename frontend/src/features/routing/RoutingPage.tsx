import { Page } from "@/ui/Page";

export default function RoutingPage() {
  return <Page title="Routing">{null}</Page>;
}
