// Prints the page on request.
document.querySelector("[data-prints]")?.addEventListener("click", () => window.print());
