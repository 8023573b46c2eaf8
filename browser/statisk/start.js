// The first page: what this browser must be able to do, how far the fetching is, and on to the program.
const hent = (id) => document.getElementById(id);
const HER = new URL("./", import.meta.url);
const sider = new BroadcastChannel("ansoegning:sider");

const stop = (titel, tekst) => {
  hent("titel").textContent = titel;
  hent("tekst").textContent = tekst;
  hent("fremgang").hidden = true;
  hent("installer").hidden = false;
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
  hent("tekst").textContent = tekst;
  const fremgang = hent("fremgang");
  if (andel === null) fremgang.removeAttribute("value");
  else fremgang.value = andel;
};
const mb = (n) => (n / 1e6).toFixed(1).replace(".", ",");

const styret = async () => {
  const registrering = await navigator.serviceWorker.register(new URL(HER.pathname.includes("/u-") ? "../sw.js" : "sw.js", HER), { updateViaCache: "none" });
  if (navigator.serviceWorker.controller) return;
  await new Promise((ja, nej) => {
    navigator.serviceWorker.addEventListener("controllerchange", ja, { once: true });
    const ny = registrering.installing;
    ny?.addEventListener("statechange", () => ny.state === "redundant" && nej(new Error("hentning")));
    // Active already, but this page was opened past it.
    if (!ny && registrering.active) ja();
  });
};

const begynd = async () => {
  for (const [proeve, tekst] of MANGLER) if (!kan(proeve)) return stop("Siden kan ikke køre her", tekst);
  if (!(await lagerVirker()))
    return stop("Siden kan ikke gemme noget her", "Browseren giver ikke siden et lager, fx fordi vinduet er privat, eller fordi lageret er slået fra. Åbn siden i et almindeligt vindue.");
  let fejlet = null;
  sider.addEventListener("message", ({ data }) => {
    if (data.iAlt) vis(`Henter programmet: ${mb(data.hentet)} af ${mb(data.iAlt)} MB`, data.hentet / data.iAlt);
    if (data.fejl) fejlet = data;
  });
  try {
    await styret();
  } catch (fejl) {
    // What went wrong is told by the service worker, perhaps a moment later.
    await new Promise((r) => setTimeout(r, 300));
    if (fejlet?.fejl === "fuldt")
      return stop("Der er ikke plads", "Browserens lager er fuldt. Frigør plads på maskinen eller i browserens data, og genindlæs siden.");
    return stop("Programmet kunne ikke hentes", `${fejlet?.hvad ?? fejl.message}. Kontrollér forbindelsen, og genindlæs siden. Sker det igen, så skriv det til den, der har lagt siden ud.`);
  }
  vis("Starter programmet …", null);
  const udgave = document.documentElement.dataset.udgave;
  const mappe = HER.pathname.includes("/u-") ? HER : new URL(`${udgave}/`, HER);
  const arbejder = new SharedWorker(new URL("arbejder.js", mappe), { type: "module", name: udgave, extendedLifetime: true });
  arbejder.addEventListener("error", () => stop("Programmet kunne ikke starte", "Genindlæs siden. Sker det igen, så spørg den, der har lagt siden ud."));
  arbejder.port.addEventListener("message", ({ data }) => {
    if (data.trin === "klar") location.reload();
    if (data.trin === "fejl") stop("Programmet kunne ikke starte", `${data.hvad}. Genindlæs siden.`);
  });
  arbejder.port.start();
};
begynd();
