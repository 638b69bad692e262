/** Hand a text to the person as a file. */
export function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

const PAINT = ["fill", "stroke", "color", "font-family", "font-size", "font-weight"] as const;

/** A drawn chart as a file of its own: the page's colours and type written out, on its background. */
export function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const from = [svg, ...svg.querySelectorAll<SVGElement>("*")];
  const to = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  for (const [n, element] of from.entries()) {
    if (element.tagName === "style") continue;
    const computed = getComputedStyle(element);
    for (const property of PAINT)
      to[n]?.style.setProperty(property, computed.getPropertyValue(property));
  }
  copy.style.background = getComputedStyle(document.documentElement).getPropertyValue(
    "background-color",
  );
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return new XMLSerializer().serializeToString(copy);
}
