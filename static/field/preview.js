/* A checklist tried out as the inspector has it on his phone: nothing is kept, nothing is sent. */
(() => {
  const form = document.querySelector("[data-preview]");
  if (!form) return;

  form.addEventListener("input", () => checklist.show(form));
  form.addEventListener("click", ({ target }) => {
    const all = target.closest("[data-all-ok]");
    if (!all) return;
    checklist.allOk(all.closest("[data-group]"));
    checklist.show(form);
  });
  checklist.show(form);
})();
