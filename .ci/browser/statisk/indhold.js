// Compute the checksums of the files the browser has stored, and compare them with the build's.
const HER = new URL("./", import.meta.url);
const UDGAVE = HER.pathname.split("/").at(-2);
const hent = (id) => document.getElementById(id);
const raekke = (til, ...celler) => {
  const tr = document.createElement("tr");
  celler.forEach((c, nr) => {
    const td = document.createElement("td");
    const ind = nr >= 2 && c.length > 30 ? td.appendChild(document.createElement("code")) : td;
    ind.textContent = c;
    tr.append(td);
  });
  til.append(tr);
};
const sum = async (data) =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)), (b) => b.toString(16).padStart(2, "0")).join("");

const { filer, kilder } = await (await fetch(new URL("udgave.json", HER))).json();
const lager = await caches.open(`ansoegning-${UDGAVE}`);
hent("udgave").textContent = UDGAVE;
let forkerte = 0;
let senere = 0;
for (const [navn, fil] of Object.entries(filer)) {
  const svar = await lager.match(new URL(navn, HER));
  const fundet = svar ? await sum(await svar.arrayBuffer()) : null;
  if (fundet === null) senere += 1;
  else if (fundet !== fil.udpakket) forkerte += 1;
  raekke(hent("filer"), navn, String(Math.ceil(fil.byte / 1024)), fil.sha256, fundet === null ? "hentes senere" : fundet === fil.udpakket ? "som bygget" : "IKKE som bygget");
}
for (const k of kilder) raekke(hent("kilder"), k.navn, k.version, k.sum);
hent("samlet").textContent = forkerte
  ? `${forkerte} filer er ikke, som de blev bygget. Brug ikke siden; sig det til den, der har lagt den ud.`
  : `Alle filer i browseren er, som de blev bygget${senere ? `; ${senere} hentes først, når de skal bruges` : ""}.`;
