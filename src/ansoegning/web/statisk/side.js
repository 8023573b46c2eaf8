// What the page does beyond plain forms. Everything works without it.
"use strict";

(() => {
  // The same count as the program's: characters as Unicode has them, line breaks as one.
  const tegn = (tekst) => Array.from(tekst.replace(/\r\n?/g, "\n").normalize("NFC")).length;
  const tal = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ".");

  const taelAlle = () => {
    let iAlt = 0;
    document.querySelectorAll("textarea[data-tegn]").forEach((felt) => {
      const n = tegn(felt.value);
      iAlt += n;
      const her = document.getElementById(felt.dataset.tegn);
      if (her) her.textContent = tal(n);
    });
    const samlet = document.getElementById("tegntaeller");
    if (!samlet) return;
    const over = iAlt > Number(samlet.dataset.hoejst);
    document.getElementById("tegn-i-alt").textContent = tal(iAlt);
    samlet.classList.toggle("tegntaeller-over", over);
    samlet.querySelector(".over").hidden = !over;
  };

  // A link to a field opens what it is folded into, and puts the cursor there.
  const gaaTil = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const felt = id && document.getElementById(id);
    if (!felt) return;
    for (let d = felt.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    const kan = felt.matches("input, select, textarea, [tabindex]") ? felt : felt.querySelector("input:checked, input");
    if (kan) {
      kan.focus({ preventScroll: true });
      (document.getElementById(`${id}-gruppe`) || felt).scrollIntoView({ block: "start" });
    }
  };

  document.addEventListener("input", (e) => {
    if (e.target.matches("textarea[data-tegn]")) taelAlle();
    const gemt = document.getElementById("gemt");
    if (gemt && e.target.closest("#delformular")) gemt.textContent = "Gemmer …";
  });

  // Files that are too large are told of before they are sent; the server refuses them too.
  document.addEventListener("change", (e) => {
    if (!e.target.matches("input[type=file][data-hoejst-mb]")) return;
    const mb = Number(e.target.dataset.hoejstMb);
    const iAlt = Array.from(e.target.files).reduce((n, f) => n + f.size, 0);
    e.target.setCustomValidity(iAlt > mb * 1024 * 1024 ? `Det fylder over ${mb} MB i alt. Vælg mindre ad gangen.` : "");
    e.target.reportValidity();
  });

  document.addEventListener("submit", (e) => {
    const besked = e.submitter && e.submitter.dataset.bekraeft;
    if (besked && !window.confirm(besked)) e.preventDefault();
  });

  document.addEventListener("click", async (e) => {
    const knap = e.target.closest("button[data-kopier]");
    if (knap) {
      const fra = document.getElementById(knap.dataset.kopier);
      await navigator.clipboard.writeText(fra.dataset.tekst ?? fra.textContent);
      document.querySelectorAll(".kopieret").forEach((k) => k.classList.remove("kopieret"));
      knap.classList.add("kopieret");
      const besked = document.getElementById("kopibesked");
      if (besked) besked.textContent = `Kopieret: ${knap.dataset.navn}`;
    }
    if (e.target.closest("button[data-print]")) window.print();
    const link = e.target.closest("a[href*='#']");
    if (link && link.hash && link.pathname === location.pathname) setTimeout(gaaTil, 0);
  });

  // Folded parts of the answer stay as the reader left them.
  let aabne = new Map();
  document.addEventListener("htmx:beforeSwap", (e) => {
    if (e.detail.target.id !== "svar") return;
    aabne = new Map();
    document.querySelectorAll("#svar details").forEach((d) => {
      aabne.set(d.querySelector("summary").textContent.replace(/\s+/g, " ").slice(0, 40), d.open);
    });
  });
  document.addEventListener("htmx:afterSwap", () => {
    document.querySelectorAll("#svar details").forEach((d) => {
      const noegle = d.querySelector("summary").textContent.replace(/\s+/g, " ").slice(0, 40);
      if (aabne.has(noegle)) d.open = aabne.get(noegle);
    });
    // A field that is wrong is marked, and one that is right again is not.
    document.querySelectorAll(".feltsvar").forEach((svar) => {
      const forkert = svar.querySelector(".form-error-message") !== null;
      svar.closest(".form-group").classList.toggle("form-error", forkert);
      const felt = document.getElementById(svar.id.slice(0, -"-svar".length));
      if (felt && felt.matches("input, select, textarea")) {
        forkert ? felt.setAttribute("aria-invalid", "true") : felt.removeAttribute("aria-invalid");
      }
    });
  });
  const ikkeGemt = () => {
    const gemt = document.getElementById("gemt");
    if (gemt) gemt.textContent = "Ikke gemt: Der er ikke forbindelse til programmet. Kontrollér, at det stadig kører, og tryk »Gem«.";
  };
  document.addEventListener("htmx:sendError", ikkeGemt);
  document.addEventListener("htmx:responseError", ikkeGemt);

  window.addEventListener("hashchange", gaaTil);
  document.addEventListener("DOMContentLoaded", () => {
    taelAlle();
    gaaTil();
  });
})();
