// A file dropped on the zone becomes the form's file.
(() => {
  "use strict";
  const zone = document.querySelector(".import-drop");
  if (!zone) return;
  const input = zone.querySelector("input[type=file]");
  const name = zone.querySelector("[data-drop-name]");
  const show = () => { name.textContent = input.files[0] ? input.files[0].name : ""; };
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("import-drop-over"); });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("import-drop-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("import-drop-over");
    if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
  });
})();
