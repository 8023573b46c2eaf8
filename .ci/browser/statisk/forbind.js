// Included in every page: keep the worker running, and announce a new version.
const HER = new URL("./", import.meta.url);
const UDGAVE = HER.pathname.split("/").at(-2);
const sider = new BroadcastChannel("ansoegning:sider");

let arbejder;
const forbind = () => {
  // extendedLifetime: the worker outlives the page briefly, so it survives navigation to the next page.
  arbejder = new SharedWorker(new URL("arbejder.js", HER), { type: "module", name: UDGAVE, extendedLifetime: true });
};
forbind();
sider.addEventListener("message", ({ data }) => {
  if (data.vaagn === UDGAVE) forbind();
});

// Download large, rarely used files, so that they are available offline.
navigator.serviceWorker.controller?.postMessage("resten");

const nyUdgave = (registrering) => {
  if (document.getElementById("ny-udgave")) return;
  const boks = document.createElement("div");
  boks.id = "ny-udgave";
  boks.className = "alert alert-info container d-print-none";
  boks.setAttribute("role", "status");
  const inde = document.createElement("div");
  inde.className = "alert-body";
  const tekst = document.createElement("p");
  tekst.className = "alert-text";
  tekst.textContent = "Der er en ny udgave af siden. Det, der er gemt, følger med. Alle faner skifter på én gang. ";
  const knap = document.createElement("button");
  knap.type = "button";
  knap.className = "button button-secondary";
  knap.textContent = "Skift til den nye udgave";
  knap.addEventListener("click", () => registrering.waiting?.postMessage("skift"));
  inde.append(tekst, knap);
  boks.append(inde);
  document.querySelector("header")?.after(boks);
};

const registrering = await navigator.serviceWorker.getRegistration();
if (registrering) {
  if (registrering.waiting) nyUdgave(registrering);
  const foelg = (ny) =>
    ny?.addEventListener("statechange", () => {
      if (ny.state === "installed" && navigator.serviceWorker.controller) nyUdgave(registrering);
    });
  // The browser may have found the new version before this ran.
  foelg(registrering.installing);
  registrering.addEventListener("updatefound", () => foelg(registrering.installing));
  // Offline, no newer version can be found.
  registrering.update().catch(() => {});
}
navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
