// Runs the program for every tab of this browser, and keeps what it changes before an answer is given.
import { loadPyodide } from "./pyodide.mjs";

const HER = new URL("./", import.meta.url);
const UDGAVE = HER.pathname.split("/").at(-2);
const ROD = new URL("../", HER).pathname.replace(/\/$/, "");
const PAKKER = "/pakker";
const kanal = new BroadcastChannel(`ansoegning:${UDGAVE}`);
const sider = new BroadcastChannel("ansoegning:sider");
// Another build has taken over: this one ends when it has answered what it was asked.
const afloest = new Promise((r) => {
  sider.addEventListener("message", ({ data }) => data.gaelder && data.gaelder !== UDGAVE && r());
});

// ---- Those who wait for it to be ready

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

// Done when the disk has it: all of it or nothing.
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

// typst asks for the time zone by a text to evaluate, which the page's security policy forbids, and ends the program
// where that is refused. This text is answered without being evaluated; every other is refused as before.
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

// Into Python's files, from an archive that is not compressed: Python itself would need a second for it.
const udpak = (FS, arkiv) => {
  const { buffer, byteOffset, byteLength } = arkiv;
  const v = new DataView(buffer, byteOffset, byteLength);
  const tekst = new TextDecoder();
  const mapper = new Set();
  // No comment follows the end of the archive.
  const slut = byteLength - 22;
  let sted = v.getUint32(slut + 16, true);
  for (let tilbage = v.getUint16(slut + 10, true); tilbage > 0; tilbage -= 1) {
    const [navn, andet, note] = [28, 30, 32].map((n) => v.getUint16(sted + n, true));
    const [laengde, post] = [24, 42].map((n) => v.getUint32(sted + n, true));
    const fil = `${PAKKER}/${tekst.decode(arkiv.subarray(sted + 46, sted + 46 + navn))}`;
    const fra = post + 30 + v.getUint16(post + 26, true) + v.getUint16(post + 28, true);
    const mappe = fil.slice(0, fil.lastIndexOf("/"));
    if (!mapper.has(mappe)) FS.mkdirTree(mappe);
    mapper.add(mappe);
    FS.writeFile(fil, arkiv.subarray(fra, fra + laengde), { canOwn: true });
    sted += 46 + navn + andet + note;
  }
};

// What our own modules begin with, read while they are fetched.
const TREDJEPART = `
import sys
sys.path.insert(0, "${PAKKER}")
import jinja2, pydantic, sqlalchemy.dialects.sqlite, starlette.applications, yaml
`;
const PROGRAM = `
import importlib
importlib.invalidate_caches()
from pathlib import Path
from pyodide.ffi import to_js
from ansoegning.web.fejlsider import fejlside
from ansoegning.web.i_browser import BLOK, Side

def aabn(data, udgave, rod, csrf):
    global side
    side = Side(Path("/data"), data.to_bytes(), udgave=udgave, rod=rod, csrf=csrf)

async def svar(metode, sti, hoveder, krop):
    return to_js(await side.svar(metode, sti, [tuple(h) for h in hoveder.to_py()], krop.to_bytes()))

def aendret():
    nyt = side.aendret()
    return None if nyt is None else to_js([nyt[0], BLOK, list(nyt[1].items())])

def fejl(status, titel, tekst):
    r = fejlside(status, titel, tekst)
    return to_js([r.status_code, [(n.decode(), v.decode()) for n, v in r.raw_headers], bytes(r.body)])

def klar():
    return side.goer_klar()

def hentet():
    importlib.invalidate_caches()
`;

const begynd = async (db) => {
  const stdout = (t) => console.debug(t);
  const tredjepart = hent("tredjepart.zip");
  // One after the other: what can be used first is not to wait for the line.
  const eget = tredjepart.then(() => hent("ansoegning.zip"));
  const gemt = laes(db);
  const py = await loadPyodide({ indexURL: HER.href, stdout, stderr: stdout });
  udpak(py.FS, await tredjepart);
  await py.runPythonAsync(TREDJEPART);
  const [arkiv, { data, csrf }] = await Promise.all([eget, gemt]);
  sig({ trin: "starter" });
  udpak(py.FS, arkiv);
  await py.runPythonAsync(PROGRAM);
  let tegn = csrf;
  if (!tegn) {
    tegn = Array.from(crypto.getRandomValues(new Uint8Array(32)), (b) => b.toString(16).padStart(2, "0")).join("");
    await skriv(db, { csrf: tegn });
  }
  const g = (navn) => py.globals.get(navn);
  g("aabn")(data, UDGAVE, ROD, tegn);
  return { py, svar: g("svar"), aendret: g("aendret"), klar: g("klar"), side: g("side") };
};

const fejlside = (p, ...hvad) => {
  const [status, hoveder, krop] = p.py.globals.get("fejl")(...hvad);
  return { status, hoveder, krop };
};

const FULDT = [
  "Det blev ikke gemt",
  "Browserens lager er fuldt eller kan ikke bruges. Det, der var gemt før, er der stadig. Gå tilbage, kopiér det, du " +
    "har skrevet, og frigør plads: slet gamle ansøgninger eller andre siders data i browseren.",
];

const besvar = async (p, db, { metode, sti, hoveder, krop }) => {
  const kald = () => p.svar(metode, sti, hoveder, new Uint8Array(krop));
  let ud = await kald();
  if (typeof ud === "string") {
    // It needs a library that is large and seldom used.
    let arkiv;
    try {
      arkiv = await hent(`${ud}.zip`);
    } catch {
      const raad = "Der er ingen forbindelse. Brug printsiden, eller prøv igen, når der er forbindelse.";
      return fejlside(p, 503, "Det, der laver PDF, er ikke hentet endnu", raad);
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
      // Who only reads has nothing to lose: what opening the database changes in it is kept with the next change.
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
  // While nothing is asked, the next rules are read, one pack at a time.
  let ledig;
  const naarLedig = () => {
    clearTimeout(ledig);
    ledig = setTimeout(() => {
      koe = koe.then(() => p.klar() && naarLedig()).catch((fejl) => console.error(String(fejl)));
    }, 300);
  };
  const svar = async (data) => {
    try {
      return await besvar(p, db, data);
    } catch (fejl) {
      console.error(String(fejl).split("\n").at(-2) ?? "fejl");
      try {
        return fejlside(p, 500, "Der skete en fejl i programmet", "Det, der var gemt, er der stadig. Gå tilbage, og prøv igen.");
      } catch {
        // Python itself is gone, for one because its stack was too small: the next page starts another.
        doedt();
        return GAAET_I_STAA;
      }
    }
  };
  // The same question may come again while it waits.
  const spurgt = new Set();
  kanal.addEventListener("message", ({ data }) => {
    const nr = data.spoerg;
    if (!nr || spurgt.has(nr)) return;
    spurgt.add(nr);
    koe = koe
      .then(async () => kanal.postMessage({ svar: nr, ...(await svar(data)) }))
      .catch((fejl) => {
        // An answer that could not be sent: the next questions are answered all the same.
        console.error(String(fejl));
        kanal.postMessage({ svar: nr, ...GAAET_I_STAA });
      })
      .finally(() => spurgt.delete(nr))
      .then(naarLedig);
  });
  // Tells the service worker that questions are answered, for as long as this runs.
  navigator.locks.request(`ansoegning:klar:${UDGAVE}`, () => {
    sig({ trin: "klar" });
    return new Promise(() => {});
  });
  await Promise.race([afloest, erDoedt]);
  await koe;
  db.close();
  self.close();
};

// One at a time has the data, whichever build it is of.
navigator.locks.request("ansoegning:data", koer).catch((fejl) => {
  console.error(fejl);
  sig({ trin: "fejl", hvad: String(fejl.message ?? fejl) });
  self.close();
});
