/* The checklist: what is asked, what is answered, what is lacking. The portal judges again; here one is told at once. */
(() => {
  const $ = (selector, inside) => inside.querySelector(selector);
  const $$ = (selector, inside) => [...inside.querySelectorAll(selector)];
  const itemsIn = (form) => $$("[data-item]", form);
  const isAsked = (item) => !item.hidden;
  const inputOf = (item) => $(".read-off input:not([type=checkbox])", item);

  function answerOf(item) {
    const note = $("[data-note]", item).value.trim();
    if (item.dataset.answer === "judged") return { result: $("input:checked", item)?.value || "", note };
    if ($("[data-none]", item).checked) return { result: "na", note };
    const value = inputOf(item).value.trim();
    // What is read off may be in order and the thing itself not: a hose that is cracked before its day.
    return $("[data-said-bad]", item).checked ? { result: "bad", value, note } : { value, note };
  }

  function resultOf(item) {
    const { result, value } = answerOf(item);
    if (result !== undefined) return result;
    if (!value) return "";
    return isOutside(item, value) ? "bad" : "ok";
  }

  function isOutside({ dataset }, value) {
    if (dataset.answer === "number") {
      const number = Number(value);
      return ("lowest" in dataset && number < Number(dataset.lowest)) || ("highest" in dataset && number > Number(dataset.highest));
    }
    if (dataset.answer !== "date") return false;
    return ("ahead" in dataset && value < today()) || ("lastsYears" in dataset && value <= today(-dataset.lastsYears));
  }

  /* Or that day so many years from now. */
  function today(years = 0) {
    const now = new Date();
    now.setFullYear(now.getFullYear() + years);
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  }

  /* Items whose condition holds come forth; a bad one unfolds. An item stands after the one that it hangs on. */
  function show(form) {
    const results = {};
    for (const item of itemsIn(form)) {
      if (item.dataset.if) item.hidden = results[item.dataset.if] !== item.dataset.ifResult;
      if (inputOf(item)) $("[data-said-bad]", item).disabled = $("[data-none]", item).checked;
      const result = isAsked(item) ? resultOf(item) : "";
      results[item.dataset.item] = result;
      const wantsPhoto = "photoAlways" in item.dataset && result !== "na";
      $("[data-more]", item).hidden = result !== "bad" && !wantsPhoto;
      $("[data-bad]", item).hidden = result !== "bad";
    }
    for (const group of $$("[data-group]", form)) {
      const asked = itemsIn(group).filter(isAsked);
      $("[data-group-count]", group).textContent = `${asked.filter(resultOf).length}／${asked.length}`;
    }
  }

  const progress = (form) => {
    const asked = itemsIn(form).filter(isAsked);
    return { done: asked.filter(resultOf).length, of: asked.length };
  };

  function allOk(group) {
    for (const item of itemsIn(group).filter(isAsked)) {
      const good = $("input[value=ok]", item);
      if (good && !resultOf(item)) good.checked = true;
    }
  }

  const answers = (form) =>
    Object.fromEntries(
      itemsIn(form)
        .filter((item) => isAsked(item) && resultOf(item))
        .map((item) => [item.dataset.item, answerOf(item)]),
    );

  function restore(form, given) {
    for (const item of itemsIn(form)) {
      const { result, value, note } = given[item.dataset.item] || {};
      const chosen = result && $(`input[value="${result}"]`, item);
      if (chosen) chosen.checked = true;
      if (inputOf(item)) {
        inputOf(item).value = value || "";
        $("[data-none]", item).checked = result === "na";
        $("[data-said-bad]", item).checked = result === "bad";
      }
      $("[data-note]", item).value = note || "";
    }
  }

  /* Code → sentence. */
  function lacking(form, photographed) {
    const found = {};
    for (const item of itemsIn(form).filter(isAsked)) {
      const code = item.dataset.item;
      const result = resultOf(item);
      const bad = result === "bad";
      if (!result && "obligatory" in item.dataset) found[code] = "这一项还没有填。";
      else if (!result || result === "na") continue;
      else if (("photoAlways" in item.dataset || (bad && "photoBad" in item.dataset)) && !photographed.has(code)) found[code] = "请现场拍照。";
      else if (bad && "noteBad" in item.dataset && !answerOf(item).note) found[code] = "不合格，请写明情况。";
    }
    return found;
  }

  window.checklist = { allOk, answers, lacking, progress, restore, show };
})();
