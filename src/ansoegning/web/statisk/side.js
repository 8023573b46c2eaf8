// Enhancements of the plain forms. The page also works without this script.
"use strict";

(() => {
  document.documentElement.classList.add("js");
  const hent = (id) => document.getElementById(id);
  const sig = (id, tekst) => {
    const sted = hent(id);
    if (sted && sted.textContent !== tekst) sted.textContent = tekst;
  };

  // ---- Character counts

  // Counts as the program does: Unicode code points after NFC, with each line break as one character.
  const tegn = (tekst) => Array.from(tekst.replace(/\r\n?/g, "\n").normalize("NFC")).length;
  const tal = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ".");

  const taelAlle = () => {
    let iAlt = 0;
    document.querySelectorAll("textarea[data-tegn]").forEach((felt) => {
      const n = tegn(felt.value);
      iAlt += n;
      sig(felt.dataset.tegn, tal(n));
    });
    const samlet = hent("tegntaeller");
    if (!samlet) return;
    const over = iAlt > Number(samlet.dataset.hoejst);
    sig("tegn-i-alt", tal(iAlt));
    samlet.classList.toggle("tegntaeller-over", over);
    samlet.querySelector(".over").hidden = !over;
  };

  // ---- Fields

  // A link to a field opens the section that the field is folded into, and moves the focus to the field.
  const gaaTil = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const felt = id && hent(id);
    if (!felt) return;
    for (let d = felt.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    const kan = felt.matches("input, select, textarea, [tabindex]") ? felt : felt.querySelector("input:checked, input");
    // This runs a moment after the link is followed: a focus that the user has moved on since then stays where it is.
    const her = document.activeElement;
    if (kan && (her === document.body || her === kan || her.hash === location.hash)) {
      kan.focus({ preventScroll: true });
      (hent(`${id}-gruppe`) || felt).scrollIntoView({ block: "start" });
    }
  };

  // Marks fields with errors, and removes the mark when the error is corrected.
  const maerkFelter = () => {
    document.querySelectorAll(".feltsvar").forEach((svar) => {
      const forkert = svar.querySelector(".form-error-message") !== null;
      svar.closest(".form-group").classList.toggle("form-error", forkert);
      const felt = hent(svar.id.slice(0, -"-svar".length));
      if (felt && felt.matches("input, select, textarea")) {
        if (forkert) felt.setAttribute("aria-invalid", "true");
        else felt.removeAttribute("aria-invalid");
      }
    });
  };

  // Moves fields that the answer now depends on out of the folded section; the focused field is not moved.
  const flytVigtige = () => {
    const flere = document.querySelector("details.flere");
    const vigtige = hent("vigtige");
    if (!flere || !vigtige || !vigtige.dataset.felter) return;
    vigtige.dataset.felter.split(" ").forEach((id) => {
      const gruppe = hent(`${id}-gruppe`);
      if (gruppe && flere.contains(gruppe) && !gruppe.contains(document.activeElement)) flere.before(gruppe);
    });
    const antal = flere.querySelectorAll(".feltsvar").length;
    sig("antal-flere", String(antal));
    flere.hidden = antal === 0;
  };

  // ---- Saving: unsaved input is sent before the page is left

  let skrevet = 0; // Number of inputs; `sendt` and `gemt` are the numbers sent and saved.
  let sendt = 0;
  let gemt = 0;
  let videreTil = null;

  const formular = () => hent("delformular");
  const ikkeGemt = (tekst) => {
    videreTil = null;
    sig("gemt", `Ikke gemt: ${tekst}`);
  };

  document.addEventListener("input", (e) => {
    if (e.target.matches("textarea[data-tegn]")) taelAlle();
    if (e.target.matches("input[type=file]")) visFil(e.target);
    if (e.target.closest("#delformular")) {
      skrevet += 1;
      sig("gemt", "Gemmer …");
    }
  });

  document.addEventListener("htmx:beforeRequest", (e) => {
    if (e.target === formular()) sendt = skrevet;
  });
  document.addEventListener("htmx:afterRequest", (e) => {
    if (e.target !== formular() || !e.detail.successful) return;
    gemt = sendt;
    const konflikt = e.detail.xhr.getResponseHeader("HX-Retarget") === "#konflikt";
    if (konflikt) ikkeGemt("Ansøgningen er ændret et andet sted. Vælg øverst på siden, hvad der skal gælde.");
    else if (videreTil !== null && gemt === skrevet) location.href = videreTil;
  });
  document.addEventListener("htmx:sendError", () =>
    ikkeGemt("Der er ikke forbindelse til programmet. Kontrollér, at det stadig kører, og tryk »Gem og vis svaret«."),
  );
  document.addEventListener("htmx:responseError", (e) => {
    const { status } = e.detail.xhr;
    const hvorfor = {
      401: "Programmet er startet igen med en ny nøgle. Kopiér det, du har skrevet, og åbn den nye adresse.",
      403: "Programmet er startet igen med en ny nøgle. Kopiér det, du har skrevet, og åbn den nye adresse.",
      507: "Browserens lager er fuldt. Kopiér det, du har skrevet, og frigør plads: slet gamle ansøgninger eller andre siders data i browseren.",
    };
    ikkeGemt(hvorfor[status] ?? "Der skete en fejl. Kopiér det, du har skrevet, og genindlæs siden.");
  });

  // A link away from a form with unsaved input: save first, then follow the link.
  const gemFoerst = (e, link) => {
    const ud = link.target || link.hasAttribute("download") || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey;
    const herPaaSiden = link.hash && link.pathname === location.pathname && link.search === location.search;
    if (ud || herPaaSiden || skrevet === gemt || !window.htmx || link.closest("#konflikt")) return;
    e.preventDefault();
    videreTil = link.href;
    window.htmx.trigger(formular(), "gem-nu");
  };
  // When the tab is closed, the browser sends the same form in the background.
  window.addEventListener("pagehide", () => {
    if (formular() && skrevet !== gemt) navigator.sendBeacon(formular().action, new FormData(formular()));
  });

  // Files that are too large are reported before the upload; the server refuses them too.
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
    else if (e.target === formular()) gemt = skrevet; // The complete form is being submitted.
  });

  // ---- Buttons

  // The text shown while no file is chosen, to be restored later.
  const ingenValgt = new Map();
  const visFil = (valg) => {
    const sted = hent(`${valg.id}-valgt`);
    if (!sted) return;
    if (!ingenValgt.has(valg.id)) ingenValgt.set(valg.id, Array.from(sted.childNodes));
    const n = valg.files.length;
    if (n === 0) sted.replaceChildren(...ingenValgt.get(valg.id));
    else sted.textContent = n === 1 ? `Valgt: ${valg.files[0].name}` : `Valgt: ${tal(n)} filer`;
  };

  // Files, and folders with their content, that are dropped on a field.
  const filerI = async (post, sti) => {
    if (post.isFile) {
      const fil = await new Promise((klar, fejl) => post.file(klar, fejl));
      return [sti ? new File([fil], sti + fil.name, { type: fil.type, lastModified: fil.lastModified }) : fil];
    }
    const laeser = post.createReader();
    const fundne = [];
    // readEntries returns a batch at a time, and an empty batch at the end.
    for (;;) {
      const nogle = await new Promise((klar, fejl) => laeser.readEntries(klar, fejl));
      if (nogle.length === 0) return fundne;
      for (const p of nogle) fundne.push(...(await filerI(p, `${sti}${post.name}/`)));
    }
  };
  const felt = (e) => (e.target instanceof Element ? e.target.closest(".filfelt") : null);
  ["dragenter", "dragover"].forEach((hvad) =>
    document.addEventListener(hvad, (e) => {
      if (!felt(e)) return;
      e.preventDefault();
      felt(e).classList.add("filfelt-over");
    }),
  );
  document.addEventListener("dragleave", (e) => {
    if (felt(e) && !felt(e).contains(e.relatedTarget)) felt(e).classList.remove("filfelt-over");
  });
  document.addEventListener("drop", async (e) => {
    if (!felt(e)) return;
    e.preventDefault();
    const valg = felt(e).querySelector("input[type=file]");
    felt(e).classList.remove("filfelt-over");
    const poster = Array.from(e.dataTransfer.items, (x) => x.webkitGetAsEntry && x.webkitGetAsEntry()).filter(Boolean);
    const plads = new DataTransfer();
    try {
      const filer = poster.length
        ? (await Promise.all(poster.map((p) => filerI(p, "")))).flat()
        : Array.from(e.dataTransfer.files);
      filer.slice(0, valg.multiple ? filer.length : 1).forEach((fil) => plads.items.add(fil));
    } catch {
      sig(`${valg.id}-valgt`, "Det, der blev sluppet, kan ikke læses. Vælg det i stedet.");
      return;
    }
    valg.files = plads.files;
    ["input", "change"].forEach((hvad) => valg.dispatchEvent(new Event(hvad, { bubbles: true })));
  });

  const kopier = async (knap) => {
    const fra = hent(knap.dataset.kopier);
    await navigator.clipboard.writeText(fra.dataset.tekst ?? fra.textContent);
    document.querySelectorAll(".kopieret").forEach((k) => k.classList.remove("kopieret"));
    knap.classList.add("kopieret");
    sig("kopibesked", `Kopieret: ${knap.dataset.navn}`);
  };

  document.addEventListener("click", (e) => {
    const knap = e.target.closest("button[data-kopier]");
    if (knap) kopier(knap);
    if (e.target.closest("button[data-print]")) window.print();
    const link = e.target.closest("a[href]");
    if (!link) return;
    if (formular()) gemFoerst(e, link);
    if (link.hash && link.pathname === location.pathname) setTimeout(gaaTil, 0);
  });

  // ---- The answer beside the form

  // Folded sections of the answer stay as the user left them.
  const navnet = (d) => d.querySelector("summary").textContent.replace(/\s+/g, " ").slice(0, 40);
  let aabne = new Map();
  let konfliktVist = false;
  document.addEventListener("htmx:beforeSwap", (e) => {
    konfliktVist = Boolean(hent("konflikt") && hent("konflikt").firstElementChild);
    if (e.detail.target.id !== "svar") return;
    aabne = new Map();
    document.querySelectorAll("#svar details").forEach((d) => aabne.set(navnet(d), d.open));
  });
  document.addEventListener("htmx:afterSwap", (e) => {
    document.querySelectorAll("#svar details").forEach((d) => {
      if (aabne.has(navnet(d))) d.open = aabne.get(navnet(d));
    });
    maerkFelter();
    flytVigtige();
    const samlet = document.querySelector("#svar .samlet");
    if (samlet) sig("svarbesked", samlet.textContent.replace(/\s+/g, " ").trim());
    if (e.detail.target.id === "konflikt" && !konfliktVist) hent("konflikt").focus();
  });

  window.addEventListener("hashchange", gaaTil);
  document.addEventListener("DOMContentLoaded", () => {
    taelAlle();
    gaaTil();
  });
})();
