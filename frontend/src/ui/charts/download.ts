/** Hand a text to the person as a file. */
export function download(name: string, text: string, type: string): void {
  save(name, new Blob([text], { type }));
}

const KEPT_MS = 60_000;

function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Not at once: a browser that is busy begins to read it later, and would find nothing.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
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

const SCALE = 2; // for slides and print

/** The same as pixels; what `svg` shows, at twice its size. */
export async function downloadPng(name: string, svg: SVGSVGElement): Promise<void> {
  const { width, height } = svg.getBoundingClientRect();
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.fillStyle = getComputedStyle(document.documentElement).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((content) => content && save(name, content), "image/png");
}
