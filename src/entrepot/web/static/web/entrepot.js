/* Small comforts. Every page works without this file. */
"use strict";

const said = document.getElementById("said");

function copyOf(target) {
  return target instanceof Element ? target.closest(".code[data-copy]") : null;
}

document.addEventListener("pointerover", (event) => {
  const chip = copyOf(event.target);
  if (chip && navigator.clipboard) chip.setAttribute("data-copies", "");
});

document.addEventListener("click", async (event) => {
  const chip = copyOf(event.target);
  if (!chip || !navigator.clipboard || String(window.getSelection())) return;
  if (chip.closest("a, summary, button")) return;
  await navigator.clipboard.writeText(chip.textContent);
  chip.setAttribute("data-copied", "");
  if (said) said.textContent = said.dataset.copied.replace("{}", chip.textContent);
  setTimeout(() => chip.removeAttribute("data-copied"), 1200);
});

/* A page made for paper gets its button. */
for (const line of document.querySelectorAll("[data-print]")) {
  const button = document.createElement("button");
  button.className = "button quiet";
  button.textContent = line.dataset.print;
  button.addEventListener("click", () => window.print());
  line.append(button);
}

/* The worker keeps pages for a reader without a network; a browser may refuse it. */
if ("serviceWorker" in navigator && document.querySelector("link[rel=manifest]")) {
  addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js").catch(() => {}));
}

/* The page of a reader without a network leads to what is kept. */
async function listKept(section) {
  const kept = await caches.open("entrepot-pages");
  for (const request of await kept.keys()) {
    const page = new DOMParser().parseFromString(await (await kept.match(request)).text(), "text/html");
    const link = document.createElement("a");
    link.href = request.url;
    link.textContent = page.querySelector("h1").textContent;
    const line = document.createElement("li");
    line.append(link, " ", page.querySelector("h1 ~ p .code")?.cloneNode(true) ?? "");
    section.querySelector("ul").prepend(line);
    section.hidden = false;
  }
}
const keptPages = document.querySelector("[data-kept-pages]");
if (keptPages && "caches" in window) listKept(keptPages);

/* After a form came back with errors, the summary is read first. */
document.querySelector(".form-errors")?.focus();
