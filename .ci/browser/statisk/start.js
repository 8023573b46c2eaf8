// The start page: check what the browser supports, show the download's progress, and open the program.
const hent = (id) => document.getElementById(id);
const HER = new URL("./", import.meta.url);
const sider = new BroadcastChannel("ansoegning:sider");

let standset = false;
// Show an error and what to do about it. ``grund``: technical details for whoever published the page.
const stop = (titel, tekst, grund = "") => {
  if (standset) return;
  standset = true;
  hent("titel").textContent = titel;
  hent("tekst").textContent = tekst;
  hent("fremgang").hidden = true;
  hent("installer").hidden = false;
  hent("grund").textContent = grund;
  hent("teknisk").hidden = !grund;
};

const ikkeHentet = async ({ fejl, hvad }) => {
  if (fejl === "fuldt")
    return stop("Der er ikke plads", "Browserens lager er fuldt. Frigør plads på maskinen eller i browserens data, og genindlæs siden.", hvad);
  stop("Programmet kunne ikke hentes", "Kontrollér forbindelsen, og genindlæs siden. Sker det igen, så giv den, der har lagt siden ud, forklaringen herunder.", hvad);
  // A newer build may work if this one does not.
  const ny = (await navigator.serviceWorker.getRegistration())?.waiting;
  if (!ny) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  ny.postMessage("skift");
};

const MANGLER = [
  [() => window.isSecureContext, "Siden skal åbnes over en sikker forbindelse (https). Kontrollér adressen, eller spørg den, der har lagt siden ud."],
  [() => "serviceWorker" in navigator && "SharedWorker" in window && "locks" in navigator && "DecompressionStream" in window,
    "Browseren er for gammel eller kører i en tilstand, hvor siden ikke kan arbejde (fx privat browsing). Brug en nyere Edge, Chrome, Firefox eller Safari i et almindeligt vindue."],
  [() => "WebAssembly" in window && WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) && new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
    "WebAssembly er slået fra i browseren, og uden det kan programmet ikke køre. Spørg jeres it-afdeling, om det kan slås til for denne adresse."],
];

const lagerVirker = () =>
  new Promise((ja) => {
    try {
      const r = indexedDB.open("ansoegning-proeve", 1);
      r.onsuccess = () => {
        r.result.close();
        indexedDB.deleteDatabase("ansoegning-proeve");
        ja(true);
      };
      r.onerror = () => ja(false);
    } catch {
      ja(false);
    }
  });

const kan = (proeve) => {
  try {
    return Boolean(proeve());
  } catch {
    return false;
  }
};

const vis = (tekst, andel) => {
  if (standset) return;
  hent("tekst").textContent = tekst;
  const fremgang = hent("fremgang");
  if (andel === null) fremgang.removeAttribute("value");
  else fremgang.value = andel;
};
const mb = (n) => (n / 1e6).toFixed(1).replace(".", ",");

const ikkeStartet = (grund) =>
  // The service worker reports a failed download, perhaps slightly later than this.
  setTimeout(() => stop("Programmet kunne ikke starte", "Genindlæs siden. Sker det igen, så giv den, der har lagt siden ud, forklaringen herunder.", grund), 300);

const styret = async () => {
  const registrering = await navigator.serviceWorker.register(new URL(HER.pathname.includes("/u-") ? "../sw.js" : "sw.js", HER), { updateViaCache: "none" });
  if (navigator.serviceWorker.controller) return;
  await new Promise((ja, nej) => {
    navigator.serviceWorker.addEventListener("controllerchange", ja, { once: true });
    const ny = registrering.installing;
    ny?.addEventListener("statechange", () => ny.state === "redundant" && nej(new Error("hentning")));
    // The service worker is already active, but this page was loaded without it (for example a forced reload).
    if (!ny && registrering.active) ja();
  });
};

const klar = () => {
  location.reload();
  // If the address is a file download, the browser stays on this page.
  setTimeout(() => {
    vis("Programmet er klar. Er en fil hentet, så gå tilbage til siden.", null);
    hent("fremgang").hidden = true;
  }, 20_000);
};

const begynd = async () => {
  for (const [proeve, tekst] of MANGLER) if (!kan(proeve)) return stop("Siden kan ikke køre her", tekst);
  if (!(await lagerVirker()))
    return stop("Siden kan ikke gemme noget her", "Browseren giver ikke siden et lager, fx fordi vinduet er privat, eller fordi lageret er slået fra. Åbn siden i et almindeligt vindue.");
  let fejlet = null;
  sider.addEventListener("message", ({ data }) => {
    if (data.iAlt && data.hentet < data.iAlt) vis(`Henter programmet: ${mb(data.hentet)} af ${mb(data.iAlt)} MB`, data.hentet / data.iAlt);
    if (data.iAlt && data.hentet === data.iAlt) vis("Starter programmet …", null);
    if (data.fejl) ikkeHentet((fejlet = data));
  });
  try {
    await styret();
  } catch (fejl) {
    // The service worker reports the cause, perhaps slightly later than this.
    await new Promise((r) => setTimeout(r, 300));
    return ikkeHentet(fejlet ?? { fejl: "hentning", hvad: fejl.message });
  }
  if (!fejlet) vis("Starter programmet …", null);
  // The remaining files are downloaded while Python starts.
  (await navigator.serviceWorker.ready).active.postMessage("hent");
  const udgave = document.documentElement.dataset.udgave;
  const mappe = HER.pathname.includes("/u-") ? HER : new URL(`${udgave}/`, HER);
  const arbejder = new SharedWorker(new URL("arbejder.js", mappe), { type: "module", name: udgave, extendedLifetime: true });
  arbejder.addEventListener("error", () => ikkeStartet());
  arbejder.port.addEventListener("message", ({ data }) => {
    if (data.trin === "klar") klar();
    if (data.trin === "fejl") ikkeStartet(data.hvad);
  });
  arbejder.port.start();
};
begynd();
