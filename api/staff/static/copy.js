/** Copies what a button names, and says so on the button. */

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.innerText.trim());
      button.textContent = button.dataset.copied;
    } catch {
      // Without https a page may not write to the clipboard; then the text is marked, ready to be copied.
      getSelection().selectAllChildren(source);
    }
  });
}
