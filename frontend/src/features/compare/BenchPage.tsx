export default function BenchPage() {
  return <main />;
}
