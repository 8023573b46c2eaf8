// The service worker: download and verify each file once, and pass each request to the worker that runs the program.
"use strict";

const UDGAVE = "@UDGAVE@";
// The files of this build by name: download address, checksum of the download, whether it is compressed, and type.
const FILER = /*@FILER@*/ {};
const ROD = new URL("./", self.registration.scope).pathname.replace(/\/$/, "");
const LAGER = `ansoegning-${UDGAVE}`;
const KLAR = `ansoegning:klar:${UDGAVE}`;
const VENT_MS = 180_000;
// The browser aborts a response after five minutes without an error.
const SVAR_MS = 240_000;
const SPOERG_IGEN_MS = 10_000;
const kanal = new BroadcastChannel(`ansoegning:${UDGAVE}`);
const sider = new BroadcastChannel("ansoegning:sider");
const CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const sov = (ms) => new Promise((r) => setTimeout(r, ms));

// ---- Downloads: a file is used only if its checksum matches this build's

const sum = async (data) =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)), (b) => b.toString(16).padStart(2, "0")).join("");

const fraFoer = async (sha256) => {
  for (const navn of await caches.keys()) {
    if (!navn.startsWith("ansoegning-") || navn === LAGER) continue;
    const gammel = await caches.open(navn);
    for (const noegle of await gammel.keys()) {
      const svar = await gammel.match(noegle);
      if (svar.headers.get("x-sha256") === sha256) return svar;
    }
  }
  return null;
};

// Downloads in progress, so that no file is downloaded twice.
const igang = new Map();
let hentet = 0;

const hentFil = (navn) => {
  if (!igang.has(navn)) igang.set(navn, fraNettet(navn).finally(() => igang.delete(navn)));
  return igang.get(navn);
};

const fraNettet = async (navn) => {
  const lager = await caches.open(LAGER);
  const fil = FILER[navn];
  const noegle = `${ROD}/${UDGAVE}/${navn}`;
  if (await lager.match(noegle)) return;
  const foer = await fraFoer(fil.sha256);
  if (foer) return lager.put(noegle, foer);
  const svar = await fetch(`${ROD}/${UDGAVE}/${fil.sti}`, { cache: "no-store", redirect: "error" });
  if (!svar.ok) throw new Error(`${fil.sti} kunne ikke hentes (${svar.status})`);
  const data = await modtag(svar, fil);
  const fundet = await sum(data);
  if (fundet !== fil.sha256) throw new Error(`${fil.sti} er ikke den fil, der blev bygget`);
  const krop = fil.pakket
    ? await new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer()
    : data;
  const hoveder = {
    "content-type": fil.type,
    "content-security-policy": CSP,
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-sha256": fil.sha256,
  };
  await lager.put(noegle, new Response(krop, { headers: hoveder }));
};

// Return the body of a response, and post the progress to the pages.
const modtag = async (svar, fil) => {
  const dele = [];
  const laeser = svar.body.getReader();
  for (let del = await laeser.read(); !del.done; del = await laeser.read()) {
    dele.push(del.value);
    hentet += del.value.length;
    if (!fil.senere && !fil.resten) sider.postMessage({ hentet: Math.min(hentet, I_ALT), iAlt: I_ALT });
  }
  return new Blob(dele).arrayBuffer();
};

const hentAlle = async (navne, adGangen) => {
  const tilbage = [...navne];
  const tag = async () => {
    for (let navn = tilbage.shift(); navn; navn = tilbage.shift()) await hentFil(navn);
  };
  try {
    await Promise.all(Array.from({ length: adGangen }, tag));
  } catch (fejl) {
    sider.postMessage({ fejl: fejl.name === "QuotaExceededError" ? "fuldt" : "hentning", hvad: String(fejl.message) });
    throw fejl;
  }
};

const navne = (senere) => Object.keys(FILER).filter((n) => Boolean(FILER[n].senere) === senere);
// The download size in bytes that the first page waits for.
const I_ALT = navne(false).filter((n) => !FILER[n].resten).reduce((n, navn) => n + FILER[navn].byte, 0);

// On a first visit only the files for the start are downloaded before installation. A build that replaces another
// downloads everything before it takes over, except the large, rarely used files.
self.addEventListener("install", (e) =>
  e.waitUntil(hentAlle(navne(false).filter((n) => self.registration.active || FILER[n].foerst), 6)),
);

self.addEventListener("activate", (e) =>
  e.waitUntil(
    (async () => {
      // Ask workers of other builds to end. What they have acknowledged is already stored.
      sider.postMessage({ gaelder: UDGAVE });
      await self.clients.claim();
      for (const navn of await caches.keys())
        if (navn.startsWith("ansoegning-") && navn !== LAGER) await caches.delete(navn);
    })(),
  ),
);

self.addEventListener("message", (e) => {
  if (e.data === "skift") self.skipWaiting();
  // In order, one at a time: the worker uses a file while the next is downloaded.
  if (e.data === "hent") e.waitUntil(hentAlle(navne(false), 1).catch(() => {}));
  // Large, rarely used files are downloaded after the page is shown.
  if (e.data === "resten") e.waitUntil(hentAlle(navne(true), 1).catch(() => {}));
});

// ---- Responses

// Return the client id of the worker that is ready; undefined if there is none.
const hvem = async () => (await navigator.locks.query()).held.find((l) => l.name === KLAR)?.clientId;

// Ask the pages to start the worker; a service worker cannot start one.
const vaek = async () => {
  for (let ventet = 0; ventet < VENT_MS; ventet += 100) {
    if (await hvem()) return true;
    if (ventet % 1000 === 0) sider.postMessage({ vaagn: UDGAVE });
    await sov(100);
  }
  return false;
};

let naeste = 0;
const venter = new Map();
kanal.addEventListener("message", ({ data }) => {
  const sig = venter.get(data.svar);
  if (sig) sig(data);
});

// Return the worker's response; null if the worker ended or was replaced, or took longer than SVAR_MS. Reads are sent
// again every SPOERG_IGEN_MS, in case the message was lost.
const spoerg = async (spoergsmaal) => {
  const nr = `${Date.now()}-${(naeste += 1)}`;
  const hos = await hvem();
  const svaret = new Promise((r) => venter.set(nr, r));
  const send = () => kanal.postMessage({ spoerg: nr, ...spoergsmaal });
  send();
  try {
    for (let ventet = 1000; ventet <= SVAR_MS; ventet += 1000) {
      const svar = await Promise.race([svaret, sov(1000)]);
      if (svar) return svar;
      if ((await hvem()) !== hos) return null;
      if (ventet % SPOERG_IGEN_MS === 0 && laeser(spoergsmaal.metode)) send();
    }
    return null;
  } finally {
    venter.delete(nr);
  }
};

const startside = async () => {
  const lager = await caches.open(LAGER);
  const side = await (await lager.match(`${ROD}/${UDGAVE}/start.html`)).text();
  const hoveder = { "content-type": "text/html; charset=utf-8", "content-security-policy": CSP, "cache-control": "no-store" };
  return new Response(side.replaceAll('="./', `="${ROD}/${UDGAVE}/`), { headers: hoveder });
};

const tekst = (status, ...saetninger) =>
  new Response(saetninger.join(" "), { status, headers: { "content-type": "text/plain; charset=utf-8" } });
const standset = () =>
  tekst(503, "Browseren har standset programmet. Det, der var gemt, er der stadig.", "Gå tilbage, og se, om det sidste, du gjorde, er med.");
const forLaenge = () =>
  tekst(504, "Programmet blev ikke færdigt med at regne. Det, der var gemt, er der stadig.",
    "Luk alle faner med siden, vent et minut, og åbn den igen.");

const laeser = (metode) => ["GET", "HEAD"].includes(metode);

const fraProgrammet = async (request) => {
  const laes = laeser(request.method);
  const krop = laes ? new ArrayBuffer(0) : await request.arrayBuffer();
  const url = new URL(request.url);
  const hoveder = [...request.headers, ["content-length", String(krop.byteLength)]];
  const spoergsmaal = { metode: request.method, sti: url.pathname + url.search, hoveder, krop };
  let svar = null;
  // A worker that ended may have stored the change, so only reads are sent to the next worker.
  for (let forsoeg = 0; svar === null && forsoeg < (laes ? 2 : 1); forsoeg += 1) {
    if (!(await hvem())) {
      if (laes && request.mode === "navigate") return startside();
      if (!(await vaek())) return standset();
    }
    const fra = Date.now();
    svar = await spoerg(spoergsmaal);
    if (svar === null && Date.now() - fra >= SVAR_MS) return forLaenge();
  }
  if (svar === null) return standset();
  const sted = svar.hoveder.find(([n]) => n === "location");
  if (sted) {
    // The program does not know the host name; it only redirects to its own pages.
    const til = new URL(sted[1], request.url);
    return Response.redirect(`${location.origin}${til.pathname}${til.search}${til.hash}`, svar.status);
  }
  const uden = [204, 205, 304].includes(svar.status);
  return new Response(uden ? null : svar.krop, { status: svar.status, headers: svar.hoveder });
};

// Addresses of styles and fonts change with their content, so responses are cached for good.
const fast = async (request) => {
  const lager = await caches.open(LAGER);
  const kendt = await lager.match(request);
  if (kendt) return kendt;
  const svar = await fraProgrammet(request);
  // If the storage is full, the program answers each request.
  if (svar.status === 200) await lager.put(request, svar.clone()).catch(() => {});
  return svar;
};

self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (url.origin !== location.origin || !url.pathname.startsWith(`${ROD}/`)) return;
  const sti = url.pathname.slice(ROD.length + 1);
  if (sti.startsWith(`${UDGAVE}/`)) {
    const navn = sti.slice(UDGAVE.length + 1);
    if (!(navn in FILER)) return;
    e.respondWith(
      (async () => {
        const lager = await caches.open(LAGER);
        if (!(await lager.match(`${ROD}/${sti}`))) await hentFil(navn);
        return lager.match(`${ROD}/${sti}`);
      })(),
    );
    return;
  }
  // Files of other builds and the few files outside the build folders come from the web server.
  if (/^u-[0-9a-f]+\//.test(sti) || ["sw.js", "start.js", "start.css", "udgave.json", "KONTROL.txt"].includes(sti)) return;
  e.respondWith(e.request.method === "GET" && sti.startsWith("statisk/") ? fast(e.request) : fraProgrammet(e.request));
});
