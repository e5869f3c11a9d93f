/* Asks the browser for a passkey and sends what it answers. Without this file, or in a browser that knows no passkeys, the
   forms stay hidden and people sign in otherwise. */
"use strict";

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${form.action}`);
  return (await answer.json()).request_options.publicKey;
}

const ceremonies = {
  get: async (options) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  create: async (options) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
};

async function perform(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const trouble = form.querySelector("[role=alert]");
  trouble.hidden = true;
  try {
    const credential = await ceremonies[form.dataset.passkey](await optionsOf(form));
    form.elements.credential.value = JSON.stringify(credential);
  } catch {
    // Cancelled, timed out, or no such passkey here: browsers don't tell which, and the way on is the same.
    trouble.hidden = false;
    return;
  }
  form.submit();
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", perform);
    form.hidden = false;
  }
  document.querySelector("[data-without-passkeys]")?.remove();
}
