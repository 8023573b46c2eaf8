// Find the files that the first page reads: start the program in Pyodide as the browser's worker does, and request it.
// Argument: the working folder with opgave.json, which describes the input. Writes foerst.json, a sorted list.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const mappe = process.argv[2];
const opgave = JSON.parse(readFileSync(join(mappe, "opgave.json"), "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(opgave.pyodide, "pyodide.mjs")));
const laest = new Set();
const py = await loadPyodide({
  indexURL: `${opgave.pyodide}/`,
  stdLibURL: join(mappe, "tom.zip"),
  env: { PYTHONPATH: "/lib/python3.14:/pakker", PYDANTIC_DISABLE_PLUGINS: "__all__" },
  fsInit: async (FS) => {
    for (const navn of opgave.filer) FS.mkdirTree(navn.slice(0, navn.lastIndexOf("/")));
    const data = readFileSync(join(mappe, "alt.bin"));
    let fra = 0;
    opgave.filer.forEach((navn, nr) => FS.writeFile(navn, new Uint8Array(data.subarray(fra, (fra += opgave.laengder[nr])))));
    const aabn = FS.open;
    FS.open = function (sti, ...andet) {
      if (typeof sti === "string") laest.add(sti);
      return aabn.call(this, sti, ...andet);
    };
  },
});
await py.runPythonAsync(readFileSync(opgave.program, "utf8"));
py.globals.get("varm")("u-0", "");
writeFileSync(join(mappe, "foerst.json"), JSON.stringify(opgave.filer.filter((navn) => laest.has(navn))));
process.exit(0);
