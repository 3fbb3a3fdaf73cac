// Asks the browser for a passkey, and sends what it answers. Only on the two pages that need it.
"use strict";

const form = document.querySelector("form[data-passkey]");
const part = (name) => form.querySelector(`[data-${name}]`);

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function question() {
  const asked = JSON.parse(form.dataset.options);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const key of [...(asked.allowCredentials || []), ...(asked.excludeCredentials || [])]) key.id = bytes(key.id);
  return asked;
}

function answer(key) {
  const response = { clientDataJSON: text(key.response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (key.response[name]) response[name] = text(key.response[name]);
  }
  if (key.response.getTransports) response.transports = key.response.getTransports();
  return { id: key.id, rawId: text(key.rawId), type: key.type, response };
}

async function ask() {
  part("failed").hidden = part("again").hidden = true;
  part("asking").hidden = false;
  try {
    const key = await navigator.credentials[form.dataset.passkey]({ publicKey: question() });
    form.elements.credential.value = JSON.stringify(answer(key));
    form.submit();
  } catch {
    part("asking").hidden = true;
    part("failed").hidden = part("again").hidden = false;
  }
}

part("without-script").hidden = true;
part("again").addEventListener("click", ask);
ask();
