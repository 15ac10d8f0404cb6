// Bundles every .js and .css entry of this folder into yiwang/static/dist (not committed).
import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const entries = readdirSync(here)
  .filter((name) => /^[a-z_]+\.(js|css)$/.test(name) && !name.startsWith("_"))
  .map((name) => join(here, name));
const out = join(here, "..", "static", "dist");

await build({
  entryPoints: entries,
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020", "chrome90", "safari15"],
  loader: { ".svg": "dataurl", ".woff2": "file" },
  legalComments: "linked",
  logLevel: "warning",
});

// Of the choices of a reader one sheet each, in force without the attribute: for browsers without scripts.
const reading = readFileSync(join(here, "_reading.css"), "utf8");
mkdirSync(out, { recursive: true });
for (const [attribute, value] of [["tone", "dark"], ["contrast", "high"], ["size", "large"], ["size", "elder"]]) {
  const sheet = reading.replaceAll(`[data-${attribute}="${value}"]`, ":root");
  writeFileSync(join(out, `reading_${value}.css`), sheet);
}
