// Run kompiler.py inside Pyodide, so that Python modules are compiled by the same Python version as the browser's.
// Argument: the working folder with opgave.json, which lists the files to read and write.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const mappe = process.argv[2];
const opgave = JSON.parse(readFileSync(join(mappe, "opgave.json"), "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(opgave.pyodide, "pyodide.mjs")));
const py = await loadPyodide({ indexURL: `${opgave.pyodide}/` });
const ind = ["opgave.json", ...opgave.filer.map((n) => `${n}.ind`)];
for (const navn of ind) py.FS.writeFile(`/tmp/${navn}`, new Uint8Array(readFileSync(join(mappe, navn))));
await py.runPythonAsync(readFileSync(opgave.program, "utf8"));
for (const navn of opgave.filer) writeFileSync(join(mappe, navn), py.FS.readFile(`/tmp/${navn}`));
process.exit(0);
