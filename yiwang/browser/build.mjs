// Bundles every .js and .css entry of this folder into yiwang/static/dist (not committed).
import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const entries = readdirSync(here)
  .filter((name) => /^[a-z_]+\.(js|css)$/.test(name) && !name.startsWith("_"))
  .map((name) => join(here, name));

await build({
  entryPoints: entries,
  outdir: join(here, "..", "static", "dist"),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020", "chrome90", "safari15"],
  loader: { ".svg": "dataurl", ".woff2": "file" },
  legalComments: "linked",
  logLevel: "warning",
});
