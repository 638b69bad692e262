import { Page } from "@/ui/Page";

export default function ItemPage() {
  return <Page title="Item">{null}</Page>;
}
