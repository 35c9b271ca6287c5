/* What the pages do beyond plain HTML. Everything hangs on data attributes; without script the same pages still work. */
(() => {
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];

  const loaded = new Map();

  function load(source) {
    if (!loaded.has(source)) loaded.set(source, fetchScript(source));
    return loaded.get(source);
  }

  function fetchScript(source) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }

  /* The look: theme, size, density, folded navigation ------------------------------------------------------------------------ */

  function showLook() {
    if (!window.look) return; // paper has one look
    for (const button of $$("[data-display]")) {
      button.setAttribute("aria-pressed", String(look.kept(button.dataset.display) === button.dataset.value));
    }
    const fold = $(".side-fold span");
    if (fold) fold.textContent = look.kept("side") === "wide" ? "收起导航" : "展开导航";
  }

  /* A long menu is scrolled to where one is. */
  function showPlace() {
    const menu = $(".nav-main");
    const here = menu && $("[aria-current]", menu);
    if (here) menu.scrollTop += Math.max(0, Math.ceil(here.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom));
  }

  function toggleDrawer(open) {
    document.body.classList.toggle("drawer-open", open);
    if (open) $(".nav-main a")?.focus();
    else $(".top-menu")?.focus();
  }

  const toggles = {
    side: () => look.keep("side", look.kept("side") === "wide" ? "narrow" : "wide"),
    drawer: () => toggleDrawer(true),
  };

  /* Toasts ------------------------------------------------------------------------------------------------------------------- */

  const LASTS = 6000;

  function fade(line) {
    if (line.matches(".tone-success, .tone-info")) setTimeout(() => line.remove(), LASTS);
  }

  function toast({ text, tone = "success" }) {
    const box = $("#toasts");
    const line = box.appendChild($("template", box).content.firstElementChild.cloneNode(true));
    line.classList.add(`tone-${tone}`);
    $("span", line).textContent = text;
    fade(line);
  }

  /* Dialogs and confirmation -------------------------------------------------------------------------------------------------- */

  function ask(sentence, verb) {
    const dialog = $("#confirm");
    $("[data-sentence]", dialog).textContent = sentence;
    $("[data-verb]", dialog).textContent = verb || "确定";
    dialog.returnValue = "cancel";
    dialog.showModal();
    return new Promise((answer) => {
      dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
    });
  }

  async function confirmFirst(event) {
    const form = event.target;
    const asking = event.submitter?.dataset.confirm ? event.submitter : form;
    if (!asking.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(asking.dataset.confirm, asking.dataset.confirmVerb))) return;
    form.dataset.confirmed = "yes";
    form.requestSubmit(event.submitter);
    delete form.dataset.confirmed;
  }

  /* Forms: leaving with unsaved changes, filters that send themselves, long selects ------------------------------------------------ */

  const changed = new Set();

  function markChanged(event) {
    const form = event.target.closest("form[data-guard]");
    if (form) changed.add(form);
  }

  function warnBeforeLeaving(event) {
    if (changed.size) event.preventDefault();
  }

  /* Empty answers stay out of the address, so that it can be read, kept and shared. */
  function leaveOutEmpty(form) {
    for (const input of form.elements) if (input.name && ["", "unknown"].includes(input.value)) input.disabled = true;
  }

  function sendFilters(event) {
    const form = event.target.closest("form[data-auto]");
    if (!form || !event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) return;
    form.requestSubmit();
  }

  function onSubmit(event) {
    changed.delete(event.target);
    if (event.target.method === "get") leaveOutEmpty(event.target);
    else holdButtons(event.target);
  }

  const RESTS = 8000;

  function hold(button) {
    button.disabled = true;
    button.dataset.held = "";
  }

  function release(button) {
    button.disabled = false;
    delete button.dataset.held;
  }

  /* One click, one post: the buttons rest until the next page is there. */
  function holdButtons(form) {
    if (form.method === "dialog" || form.matches("[hx-post]")) return;
    setTimeout(() => $$("button[type=submit]:enabled", form).forEach(hold));
    setTimeout(restore, RESTS); // a file that comes down leaves the page as it is
  }

  function restore() {
    for (const form of document.forms) {
      for (const input of form.elements) if (form.method === "get" && input.name) input.disabled = false;
    }
    $$("button[data-held]").forEach(release);
  }

  const CHOOSE_WORDS = {
    no_results: () => '<div class="no-results">没有符合的选项</div>',
    loading: () => '<div class="spinner">正在查找</div>',
  };

  async function openChoosers(inside) {
    const selects = $$("select:is([data-choose], [multiple]):not(.tomselected)", inside);
    if (!selects.length) return;
    if (!window.TomSelect) {
      const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: document.body.dataset.chooseStyle });
      $("link[rel=stylesheet]").after(style); // before our own, which has the last word
      await load(document.body.dataset.chooseScript);
    }
    for (const select of selects) {
      const placeholder = select.closest(".filters") ? "不限" : "请选择";
      new TomSelect(select, { placeholder, maxOptions: 1000, searchField: ["text", "spelled"], allowEmptyOption: !select.multiple, hidePlaceholder: true, refreshThrottle: 0, render: CHOOSE_WORDS, plugins: select.multiple ? ["remove_button"] : [] });
      select.setAttribute("aria-hidden", "true");
    }
  }

  /* Entry: hands stay on the keyboard ----------------------------------------------------------------------------------------------- */

  const ENTERED = "input:not([type=hidden]):not([type=submit]):not([type=file]), select, textarea";
  const fillable = (field) => !field.disabled && field.offsetParent !== null;

  /* Where one begins: at the first field that was sent back, else at the first. A phone's keyboard stays down. */
  function enter(form) {
    if (!matchMedia("(pointer: fine)").matches || $("[data-focus]", form)) return;
    const first = (inside) => $$(ENTERED, inside).find(fillable);
    const flagged = $(".field-flagged", form);
    ((flagged && first(flagged)) || first(form))?.focus();
  }

  /* A long list takes Enter for the choice, and is then closed; one of many choices keeps it. */
  function stillChoosing(field) {
    const list = field.closest(".ts-wrapper")?.previousElementSibling;
    return Boolean(list) && (list.multiple || list.tomselect.isOpen);
  }

  /* Enter leads to the next field; a list that is open and a text of many lines need it themselves. */
  function nextField(event) {
    const form = event.target.closest("form[data-guard]");
    if (!form || event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!event.target.matches(ENTERED) || event.target.closest("textarea, [data-grid]") || stillChoosing(event.target)) return;
    event.preventDefault();
    const fields = $$(ENTERED, form).filter((field) => fillable(field) && field.tabIndex >= 0);
    (fields[fields.indexOf(event.target) + 1] || $("button[type=submit]", form)).focus();
  }

  function saveByKey(event) {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== "s" && event.key !== "Enter")) return;
    const form = event.target.closest("form[data-entry]") || $("form[data-entry]");
    if (!form || $("dialog[open]")) return;
    event.preventDefault();
    form.requestSubmit($(".form-foot .btn-primary", form));
  }

  /* Fields that concern one category of 改造类型 hide when another is chosen; what is filled stays in sight. */
  function showWhatConcerns(form) {
    const chosen = form.elements.kind?.selectedOptions?.[0]?.parentElement;
    for (const field of $$("[data-concerns]", form)) {
      const other = chosen?.label && chosen.label !== field.dataset.concerns;
      field.closest(".field").hidden = Boolean(other && !field.value);
    }
  }

  /* Lists: the row one stands on, rows ticked ---------------------------------------------------------------------------------------- */

  const rows = () => $$("[data-rows] > tbody > tr[data-href]");

  function stand(row) {
    $("tr.here")?.classList.remove("here");
    row?.classList.add("here");
    row?.querySelector("a")?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  function move(by) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((row) => row.classList.contains("here"));
    stand(all[now < 0 ? 0 : Math.min(Math.max(now + by, 0), all.length - 1)]);
  }

  function tick(row) {
    const box = $("input[type=checkbox]", row);
    if (box) box.click();
  }

  function countTicked(form) {
    const boxes = $$("tbody .tick input", form);
    const chosen = boxes.filter((box) => box.checked);
    boxes.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked));
    const all = $("[data-all]", form);
    if (all) {
      all.checked = boxes.length > 0 && chosen.length === boxes.length;
      all.indeterminate = chosen.length > 0 && !all.checked;
    }
    const bar = $("[data-bulk-bar]", form);
    if (bar) bar.hidden = !chosen.length;
    $$("[data-bulk-count]", form).forEach((place) => (place.textContent = chosen.length));
    $("input[name=every]", form)?.remove();
  }

  function onTick(event) {
    const form = event.target.closest("form[data-bulk]");
    if (!form || !event.target.matches("input[type=checkbox]")) return;
    if (event.target.matches("[data-all]")) $$("tbody .tick input", form).forEach((box) => (box.checked = event.target.checked));
    countTicked(form);
  }

  function everyRow(button) {
    const form = button.closest("form");
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "every", value: "1" }));
    $$("[data-bulk-count]", form).forEach((place) => (place.textContent = button.dataset.bulkEvery || "全部"));
  }

  function openRow(event) {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, select, label, summary, .tick") || String(getSelection())) return;
    if (event.ctrlKey || event.metaKey) open(row.dataset.href);
    else location.assign(row.dataset.href);
  }

  /* Keys ---------------------------------------------------------------------------------------------------------------------------------- */

  const follow = (selector) => $(selector)?.click();
  const here = () => $("tr.here");

  const KEYS = {
    j: () => move(1),
    ArrowDown: () => rows().length && move(1),
    k: () => move(-1),
    ArrowUp: () => rows().length && move(-1),
    Enter: () => here() && location.assign(here().dataset.href),
    x: () => here() && tick(here()),
    n: () => follow("[data-new]"),
    e: () => follow("[data-edit]"),
    s: () => follow(".step-row .btn-primary"),
    "[": () => follow(".pages a[rel=prev]"),
    "]": () => follow(".pages a[rel=next]"),
    "/": () => ($("[data-search]") || $(".top-search input"))?.focus(),
    "?": () => $("#keys")?.showModal(),
  };

  function typing(target) {
    return target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog[open], .ts-wrapper");
  }

  function onKey(event) {
    if (event.key === "Escape") closeMenus();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const act = KEYS[event.key];
    if (!act || (event.key === "Enter" && event.target.closest("a, button, summary") && !event.target.closest("tr.here"))) return;
    if (event.key.startsWith("Arrow") && !rows().length) return;
    if (event.key === "Enter" && (!here() || event.target.closest("button, summary"))) return;
    event.preventDefault();
    act();
  }

  function closeMenus(but) {
    for (const menu of $$("details.menu[open]")) {
      if (menu === but) continue;
      if (menu.contains(document.activeElement)) $("summary", menu).focus();
      menu.open = false;
    }
    if (!but && document.body.classList.contains("drawer-open")) toggleDrawer(false);
  }

  /* Clicks, by what they name --------------------------------------------------------------------------------------------------------------- */

  const CLICKS = {
    "[data-toggle]": (element, event) => {
      event.preventDefault();
      toggles[element.dataset.toggle]();
    },
    "[data-display]": (element) => look.keep(element.dataset.display, element.dataset.value),
    "[data-open]": (element) => {
      closeMenus();
      document.getElementById(element.dataset.open).showModal();
    },
    "[data-dismiss]": (element) => element.parentElement.remove(),
    "[data-print]": () => print(),
    "[data-back]": () => history.back(),
    "[data-bulk-every]": everyRow,
    ".scrim": (element, event) => {
      event.preventDefault();
      toggleDrawer(false);
    },
    ".btn[aria-disabled=true]": (element, event) => {
      event.preventDefault();
      if (element.title) toast({ text: element.title, tone: "warning" });
    },
  };

  function onClick(event) {
    closeMenus(event.target.closest("details.menu"));
    for (const [selector, act] of Object.entries(CLICKS)) {
      const element = event.target.closest(selector);
      if (element) act(element, event);
    }
    openRow(event);
  }

  /* What a page, or a part that htmx brought, needs before use --------------------------------------------------------------------------------- */

  const parts = { "[data-chart]": "chartsScript", "[data-grid]": "gridScript", "[data-map]": "mapScript", "[data-asked-if]": "answersScript", "form[data-on-site]": "onSiteScript" };

  async function prepare(inside) {
    openChoosers(inside);
    $$("form[data-bulk]", inside).forEach(countTicked);
    $("[data-focus]", inside)?.focus();
    $$("form[data-guard]", inside).forEach(showWhatConcerns);
    $$("form[data-entry]", inside).slice(0, 1).forEach(enter);
    for (const [selector, script] of Object.entries(parts)) {
      if ($(selector, inside)) await load(document.body.dataset[script]);
    }
  }

  showLook();
  showPlace();
  addEventListener("look", showLook);
  addEventListener("beforeunload", warnBeforeLeaving);
  addEventListener("pageshow", restore);
  document.addEventListener("submit", confirmFirst, true);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", markChanged);
  document.addEventListener("change", onTick);
  document.addEventListener("change", sendFilters);
  document.addEventListener("click", onClick);
  document.addEventListener("change", (event) => event.target.name === "kind" && showWhatConcerns(event.target.form));
  document.addEventListener("keydown", nextField);
  document.addEventListener("keydown", saveByKey);
  document.addEventListener("keydown", onKey);
  document.addEventListener("toast", (event) => toast(event.detail));
  document.addEventListener("htmx:load", (event) => event.detail.elt !== document.body && prepare(event.detail.elt));
  document.addEventListener("htmx:responseError", () => toast({ text: "没有成功，请刷新页面后再试。", tone: "error" }));
  document.addEventListener("htmx:sendError", () => toast({ text: "连不上服务器，请检查网络。", tone: "error" }));
  $$(".toast-line").forEach(fade);
  prepare(document);
})();
