// Run the program for every tab of this browser, and store its changes before each response is sent.
import { loadPyodide } from "./pyodide.mjs";

const HER = new URL("./", import.meta.url);
const UDGAVE = HER.pathname.split("/").at(-2);
const ROD = new URL("../", HER).pathname.replace(/\/$/, "");
const PAKKER = "/pakker";
// Archives that the first page does not need.
const RESTEN = ["bibliotek-resten.zip", "ansoegning-resten.zip"];
// The modification time of every file, in milliseconds.
const TID = Date.UTC(2020, 0, 1);
// Bytes of storage reserved for the user's data.
const PLADS = 500e6;
const kanal = new BroadcastChannel(`ansoegning:${UDGAVE}`);
const sider = new BroadcastChannel("ansoegning:sider");
// Resolves when another build has taken over; this worker then answers its pending requests and ends.
const afloest = new Promise((r) => {
  sider.addEventListener("message", ({ data }) => data.gaelder && data.gaelder !== UDGAVE && r());
});

// ---- Pages that wait for the program to be ready

const porte = new Set();
let tilstand = { trin: "henter" };
const sig = (ny) => {
  tilstand = ny;
  porte.forEach((p) => p.postMessage(ny));
};
self.addEventListener("connect", (e) => {
  porte.add(e.ports[0]);
  e.ports[0].postMessage(tilstand);
});

// ---- The browser's storage: a database file in blocks

const DB = "ansoegning";
const loefte = (r) =>
  new Promise((ja, nej) => {
    r.onsuccess = () => ja(r.result);
    r.onerror = () => nej(r.error);
  });
const aabnLager = () => {
  const r = indexedDB.open(DB, 1);
  r.onupgradeneeded = () => r.result.createObjectStore("data");
  return loefte(r);
};

const laes = async (db) => {
  const data = db.transaction("data").objectStore("data");
  const [laengde, csrf, blok] = await Promise.all(["laengde", "csrf", "blok"].map((n) => loefte(data.get(n))));
  const ud = new Uint8Array(laengde ?? 0);
  if (laengde) {
    const blokke = await loefte(data.getAll(IDBKeyRange.bound(0, Math.ceil(laengde / blok) - 1)));
    blokke.forEach((b, nr) => ud.set(b, nr * blok));
  }
  return { data: ud, csrf };
};

// Resolves when everything is on disk. The transaction is atomic.
const skriv = (db, { laengde, blok, blokke, csrf }) =>
  new Promise((ja, nej) => {
    const t = db.transaction("data", "readwrite", { durability: "strict" });
    t.oncomplete = ja;
    t.onabort = () => nej(t.error ?? new Error("afbrudt"));
    const data = t.objectStore("data");
    if (csrf) data.put(csrf, "csrf");
    if (blokke) {
      data.put(laengde, "laengde");
      data.put(blok, "blok");
      blokke.forEach((b, nr) => data.put(b, nr));
      data.delete(IDBKeyRange.bound(Math.ceil(laengde / blok), Infinity));
    }
  });

// ---- The program

// typst reads the time zone with eval, which the page's Content Security Policy forbids, and crashes if eval throws.
// This one expression is answered without evaluation; every other text still throws.
const TIDSZONE = "Intl.DateTimeFormat().resolvedOptions().timeZone";
self.eval = (tekst) => {
  if (tekst === TIDSZONE) return Intl.DateTimeFormat().resolvedOptions().timeZone;
  throw new EvalError("Tekst udføres ikke her.");
};

const hent = async (navn) => {
  const svar = await fetch(new URL(navn, HER));
  if (!svar.ok) throw new Error(`${navn}: ${svar.status}`);
  return new Uint8Array(await svar.arrayBuffer());
};

// Return the files of an uncompressed zip archive by path. Python's zipfile would take about a second.
const indhold = (arkiv) => {
  const { buffer, byteOffset, byteLength } = arkiv;
  const v = new DataView(buffer, byteOffset, byteLength);
  const tekst = new TextDecoder();
  const filer = new Map();
  // Our archives have no comment after the end record.
  const slut = byteLength - 22;
  let sted = v.getUint32(slut + 16, true);
  for (let tilbage = v.getUint16(slut + 10, true); tilbage > 0; tilbage -= 1) {
    const [navn, andet, note] = [28, 30, 32].map((n) => v.getUint16(sted + n, true));
    const [laengde, post] = [24, 42].map((n) => v.getUint32(sted + n, true));
    const fra = post + 30 + v.getUint16(post + 26, true) + v.getUint16(post + 28, true);
    filer.set(`/${tekst.decode(arkiv.subarray(sted + 46, sted + 46 + navn))}`, arkiv.subarray(fra, fra + laengde));
    sted += 46 + navn + andet + note;
  }
  return filer;
};

// Write files to Python's file system. Their times are fixed, so that Python's caches in the snapshot stay valid.
const laegUd = (FS, filer) => {
  const mapper = new Set();
  for (const [fil, data] of filer) {
    const mappe = fil.slice(0, fil.lastIndexOf("/"));
    if (!mapper.has(mappe)) FS.mkdirTree(mappe);
    mapper.add(mappe);
    FS.writeFile(fil, data, { canOwn: true });
    FS.utime(fil, TID, TID);
  }
};

// ---- A snapshot of Python's memory after the program was loaded and before any user data. The first start of a build
// stores it in this browser, so that later starts do not load the program again.

const OEJEBLIK = new URL("oejeblik", HER);
const lager = () => caches.open(`ansoegning-${UDGAVE}`);

let foer = (async () => {
  try {
    const svar = await (await lager()).match(OEJEBLIK);
    if (svar?.headers.get("x-browser") !== navigator.userAgent) return null;
    return { data: new Uint8Array(await svar.arrayBuffer()), ...JSON.parse(svar.headers.get("x-moduler")) };
  } catch {
    return null;
  }
})();

const glemOejeblik = async () => (await lager()).delete(OEJEBLIK).catch(() => {});

// The snapshot is not stored if less than PLADS bytes are free, which are reserved for the user's data.
const gemOejeblik = async ({ data, tabel, greb }) => {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    if (quota - usage < PLADS) return;
    const hoveder = { "x-browser": navigator.userAgent, "x-moduler": JSON.stringify({ tabel, greb }) };
    await (await lager()).put(OEJEBLIK, new Response(data, { headers: hoveder }));
  } catch (fejl) {
    console.debug(String(fejl));
  }
  data.buffer.transfer?.(0);
};

// ---- Starting Python, with or without a snapshot

// The extension module must have the same address as when the snapshot was taken, so it is loaded before Python starts.
// ``greb``: the handles of loaded extension modules. ``tabel``: the length of the WebAssembly function table.
const python = async (oejeblik, arkiv) => {
  const stdout = (t) => console.debug(t);
  const filer = arkiv.then(indhold);
  const kompileret = filer.then(async (alle) => {
    const [so] = [...alle.keys()].filter((n) => n.endsWith(".so"));
    return { so, modul: await WebAssembly.compile(alle.get(so)) };
  });
  const createPyodideModule = async (valg) => {
    const { default: lav } = await import("./pyodide.asm.mjs");
    const { so, modul } = await kompileret;
    const alle = await filer;
    valg.preRun.push((M) => {
      laegUd(M.FS, alle);
      if (oejeblik && !M.growMemory(oejeblik.data.length)) throw new Error("Der er ikke hukommelse nok.");
      M.preloadedWasm[so] = M.loadWebAssemblyModule(modul, { nodelete: true }, so, {});
      M.loadDynamicLibrary(so, { global: false, nodelete: true }, {});
    });
    const M = await lav(valg);
    if (!oejeblik) return M;
    for (const [greb, navn] of oejeblik.greb) M.LDSO.loadedLibsByHandle[greb] = M.LDSO.loadedLibsByName[navn];
    if (M.wasmTable.length < oejeblik.tabel) M.wasmTable.grow(oejeblik.tabel - M.wasmTable.length);
    return M;
  };
  return loadPyodide({
    indexURL: HER.href,
    stdLibURL: new URL("tom.zip", HER).href,
    env: { PYTHONPATH: "/lib/python3.14:/pakker", PYDANTIC_DISABLE_PLUGINS: "__all__" },
    stdout,
    stderr: stdout,
    createPyodideModule,
    ...(oejeblik ? { _loadSnapshot: oejeblik.data } : { _makeSnapshot: true }),
  });
};

const tagOejeblik = (py) => {
  const { LDSO, wasmTable } = py._module;
  const greb = Object.entries(LDSO.loadedLibsByHandle).filter(([nr]) => nr !== "0");
  return { data: py.makeMemorySnapshot(), tabel: wasmTable.length, greb: greb.map(([nr, { name }]) => [nr, name]) };
};

// Third-party modules that ours import first; they are loaded while ours are downloaded.
const NYE_FILER = "import importlib; importlib.invalidate_caches()";
const TREDJEPART = `
import jinja2, pydantic, sqlalchemy.dialects.sqlite, starlette.applications, yaml
`;

const anew = async () => {
  // Downloaded one after the other, so that the first archive gets the full bandwidth.
  const begynder = hent("python.zip");
  const tredjepart = begynder.then(() => hent("tredjepart.zip"));
  const eget = tredjepart.then(() => hent("ansoegning.zip"));
  const program = hent("program.py");
  const py = await python(null, begynder);
  laegUd(py.FS, indhold(await tredjepart));
  py.runPython(NYE_FILER);
  await py.runPythonAsync(TREDJEPART);
  const arkiv = await eget;
  sig({ trin: "starter" });
  laegUd(py.FS, indhold(arkiv));
  py.runPython(NYE_FILER);
  await py.runPythonAsync(new TextDecoder().decode(await program));
  let oejeblik = null;
  try {
    py.globals.get("varm")(UDGAVE, ROD);
    oejeblik = tagOejeblik(py);
  } catch (fejl) {
    console.debug(String(fejl));
  }
  return { py, oejeblik, genoptaget: false };
};

const somFoer = async () => {
  const oejeblik = await foer;
  foer = null;
  if (!oejeblik) return null;
  try {
    const arkiver = ["tredjepart.zip", "ansoegning.zip"].map(hent);
    const py = await python(oejeblik, hent("python.zip"));
    for (const arkiv of await Promise.all(arkiver)) laegUd(py.FS, indhold(arkiv));
    py.globals.get("genoptaget")();
    // Python has its own copy of the snapshot, so free the buffer at once.
    oejeblik.data.buffer.transfer?.(0);
    return { py, oejeblik: null, genoptaget: true };
  } catch (fejl) {
    console.debug(String(fejl));
    await glemOejeblik();
    return null;
  }
};

const begynd = async (db) => {
  const gemt = laes(db);
  const p = (await somFoer()) ?? (await anew());
  const { data, csrf } = await gemt;
  let tegn = csrf;
  if (!tegn) {
    tegn = Array.from(crypto.getRandomValues(new Uint8Array(32)), (b) => b.toString(16).padStart(2, "0")).join("");
    await skriv(db, { csrf: tegn });
  }
  const g = (navn) => p.py.globals.get(navn);
  g("aabn")(data, UDGAVE, ROD, tegn);
  return { ...p, heltHer: false, svar: g("svar"), aendret: g("aendret"), klar: g("klar"), side: g("side") };
};

// Throws if a download fails.
const hentResten = async (p) => {
  if (p.heltHer) return;
  for (const arkiv of await Promise.all(RESTEN.map(hent))) laegUd(p.py.FS, indhold(arkiv));
  p.py.globals.get("hentet")();
  p.heltHer = true;
};
const foerstesDel = ({ metode, sti }) => metode === "GET" && (sti === `${ROD}/` || sti.startsWith(`${ROD}/statisk/`));

const fejlside = (p, ...hvad) => {
  const [status, hoveder, krop] = p.py.globals.get("fejl")(...hvad);
  return { status, hoveder, krop };
};

const FULDT = [
  "Det blev ikke gemt",
  "Browserens lager er fuldt eller kan ikke bruges. Det, der var gemt før, er der stadig. Gå tilbage, kopiér det, du " +
    "har skrevet, og frigør plads: slet gamle ansøgninger eller andre siders data i browseren.",
];

const ikkeHentet = (p, hvad) =>
  fejlside(p, 503, hvad, "Der er ingen forbindelse. Prøv igen, når der er forbindelse. Det, der var gemt, er der stadig.");

const besvar = async (p, db, data) => {
  const { metode, sti, hoveder, krop } = data;
  const kald = () => p.svar(metode, sti, hoveder, new Uint8Array(krop));
  let ud = null;
  if (!p.heltHer && foerstesDel(data)) ud = await kald().catch(() => null);
  if (!p.heltHer && (!ud || ud[0] >= 400)) {
    try {
      await hentResten(p);
    } catch {
      return ikkeHentet(p, "Hele programmet er ikke hentet endnu");
    }
    ud = null;
  }
  ud ??= await kald();
  if (typeof ud === "string") {
    // The response needs a large, rarely used library (typst).
    let arkiv;
    try {
      arkiv = await hent(`${ud}.zip`);
    } catch {
      return ikkeHentet(p, "Det, der laver PDF, er ikke hentet endnu");
    }
    p.py.unpackArchive(arkiv, "zip", { extractDir: PAKKER });
    p.py.globals.get("hentet")();
    ud = await kald();
  }
  const nyt = p.aendret();
  if (nyt) {
    const [laengde, blok, blokke] = nyt;
    try {
      await skriv(db, { laengde, blok, blokke: new Map(blokke) });
      p.py.globals.get("side").fastholdt();
    } catch {
      // A read loses nothing: the changes come from opening the database and are stored with the next write.
      if (!["GET", "HEAD"].includes(metode)) {
        await p.py.globals.get("side").forkast();
        return fejlside(p, 507, ...FULDT);
      }
    }
  }
  const [status, hovederUd, kropUd] = ud;
  return { status, hoveder: hovederUd, krop: kropUd };
};

const GAAET_I_STAA = {
  status: 500,
  hoveder: [["content-type", "text/plain; charset=utf-8"]],
  krop: new TextEncoder().encode("Programmet gik i stå. Det, der var gemt, er der stadig. Gå tilbage, og prøv igen."),
};
let doedt;
const erDoedt = new Promise((r) => (doedt = r));

const koer = async () => {
  const db = await aabnLager();
  const p = await begynd(db);
  let koe = Promise.resolve();
  // When idle: store the snapshot, download the rest of the program, and load the packs one at a time.
  const naeste = async () => {
    if (p.oejeblik) gemOejeblik(p.oejeblik);
    p.oejeblik = null;
    if (p.heltHer) return p.klar();
    await hentResten(p);
    return true;
  };
  let ledig;
  const naarLedig = (ms = 300) => {
    clearTimeout(ledig);
    ledig = setTimeout(() => {
      koe = koe.then(async () => (await naeste()) && naarLedig()).catch((fejl) => console.debug(String(fejl)));
    }, ms);
  };
  naarLedig(2000);
  const svar = async (data) => {
    try {
      return await besvar(p, db, data);
    } catch (fejl) {
      console.error(String(fejl).split("\n").at(-2) ?? "fejl");
      try {
        return fejlside(p, 500, "Der skete en fejl i programmet", "Det, der var gemt, er der stadig. Gå tilbage, og prøv igen.");
      } catch {
        // Python itself has crashed, for example by a stack overflow. The next page starts a new worker.
        await glemOejeblik();
        doedt();
        return GAAET_I_STAA;
      }
    }
  };
  // The service worker may send a request again while it waits in the queue.
  const spurgt = new Set();
  kanal.addEventListener("message", ({ data }) => {
    const nr = data.spoerg;
    if (!nr || spurgt.has(nr)) return;
    spurgt.add(nr);
    koe = koe
      .then(async () => kanal.postMessage({ svar: nr, ...(await svar(data)) }))
      .catch((fejl) => {
        // The response could not be sent. Later requests are still answered.
        console.error(String(fejl));
        kanal.postMessage({ svar: nr, ...GAAET_I_STAA });
      })
      .finally(() => spurgt.delete(nr))
      .then(() => naarLedig());
  });
  // While this lock is held, the service worker knows that requests are answered.
  navigator.locks.request(`ansoegning:klar:${UDGAVE}`, () => {
    sig({ trin: "klar", genoptaget: p.genoptaget });
    return new Promise(() => {});
  });
  await Promise.race([afloest, erDoedt]);
  await koe;
  db.close();
  self.close();
};

// Only one worker, of any build, uses the data at a time.
navigator.locks.request("ansoegning:data", koer).catch((fejl) => {
  console.error(fejl);
  sig({ trin: "fejl", hvad: String(fejl.message ?? fejl) });
  self.close();
});
