// What of script the bench loads before its first item: the entry, the route, and all that they import.
// Usage, after a build: npm run size. Exits with 1 when it is more than the promise.

import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const PROMISE = 150_000; // bytes, gzip -9
const assets = new URL("dist/assets/", import.meta.url);

const page = readFileSync(new URL("dist/index.html", import.meta.url), "utf8");
const entry = page.match(/src="[^"]*\/([^"/]+\.js)"/)[1];
const route = readdirSync(assets).find((name) => /^BenchPage-.*\.js$/.test(name));

const sizes = new Map();
const waiting = [entry, route];
for (let name = waiting.pop(); name; name = waiting.pop()) {
  if (sizes.has(name)) continue;
  const code = readFileSync(new URL(name, assets));
  sizes.set(name, gzipSync(code, { level: 9 }).length);
  // What is imported on demand is written import("…"), and is not part of it.
  for (const [, other] of code.toString().matchAll(/\b(?:from|import)\s*"\.\/([^"]+\.js)"/g))
    waiting.push(other);
}

const kilo = (bytes) => `${(bytes / 1000).toFixed(1).padStart(6)} kB`;
const print = (line) => process.stdout.write(`${line}\n`);
for (const [name, size] of [...sizes].sort(([, a], [, b]) => b - a)) print(`${kilo(size)} ${name}`);
const all = [...sizes.values()].reduce((a, b) => a + b, 0);
print(`${kilo(all)} of script on the bench's first load, gzip -9, of ${PROMISE / 1000}`);
process.exitCode = all > PROMISE ? 1 : 0;
