import { Page } from "@/ui/Page";

export default function ItemsPage() {
  return <Page title="Items">{null}</Page>;
}
