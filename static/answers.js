/* A checklist as a form: an item that hangs on another's result comes forth with it. Without this all of them stand there, and each says when it
   is to be filled. */
(() => {
  const items = [...document.querySelectorAll("[data-item]")];
  const named = new Map(items.map((item) => [item.dataset.item, item]));

  /* Of what is read off the portal judges: whatever was read, both may follow. */
  function results(item) {
    if (!item || item.hidden) return [];
    const chosen = item.querySelector("input[type=radio]:checked");
    if (chosen) return [chosen.value];
    const ticked = item.querySelector("input[type=checkbox]:checked");
    if (ticked) return [ticked.name.startsWith("na_") ? "na" : "bad"];
    return item.querySelector("[data-read-off] input")?.value ? ["ok", "bad"] : [];
  }

  /* An item stands after the one that it hangs on. */
  function show() {
    for (const item of items) {
      const { askedIf, askedResult } = item.dataset;
      if (askedIf) item.hidden = !results(named.get(askedIf)).includes(askedResult);
    }
  }

  document.addEventListener("input", show);
  show();
})();
