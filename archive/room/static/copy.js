// Copies the text of an element: a button for it is shown only where this runs, and what came of it is announced.
"use strict";

const announced = document.getElementById("copied");

for (const button of document.querySelectorAll("[data-copy]")) {
  const name = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const told = (await copied(button.dataset.copy)) ? button.dataset.done : button.dataset.failed;
    announced.textContent = told;
    button.textContent = told;
  });
  button.addEventListener("blur", () => { button.textContent = name; announced.textContent = ""; });
}

// The clipboard is closed to pages that came over plain http from another machine; there the text is selected.
async function copied(id) {
  const source = document.getElementById(id);
  try {
    await navigator.clipboard.writeText(source.innerText);
    return true;
  } catch {
    window.getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}
