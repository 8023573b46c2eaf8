// Makes the Python archives of the page inside Pyodide itself: its own compiler, so that the browser has nothing to compile.
// Called with the folder of the work: opgave.json says what is read and written.
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
