/* A visit, filled in at the door: kept on the phone with every change, sent when it is whole. */
(() => {
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const form = $("[data-visit]");
  if (!form) return;
  const about = form.dataset;
  const TEXTS = ["signed_by", "signer_relation", "witness", "note"];
  const TICKS = ["notice_left", "valve_closed"];
  const NO_POSITION = {
    1: "没有允许定位，将按“没有定位”登记。要定位的，请在手机设置里允许浏览器定位，再打开这一页。",
    2: "现在定不了位，将按“没有定位”登记。",
    3: "定位太慢，还在再试。",
  };

  let entry = null;
  let position = null;
  let pad = null;

  const outcome = () => $("input[name=outcome]:checked", form)?.value || "";
  const now = () => new Date().toISOString();

  /* Kept on the phone ----------------------------------------------------------------------------------------------------------- */

  function fresh() {
    return {
      key: outbox.newKey(),
      user: about.user,
      house: about.url,
      url: about.url + location.search,
      title: about.title,
      state: "draft",
      form: { begun_at: now() },
      photos: [],
      signature: null,
      strokes: [],
    };
  }

  function read() {
    const done = outcome() === "done";
    Object.assign(entry.form, {
      client_key: entry.key,
      kind: about.kind,
      campaign: about.campaign || null,
      checklist: about.checklist,
      outcome: outcome(),
      answers: done ? checklist.answers(form) : {},
      position: position || entry.form.position || null,
    });
    for (const name of TEXTS) entry.form[name] = done || !name.startsWith("sign") ? form.elements[name].value.trim() : "";
    for (const name of TICKS) entry.form[name] = form.elements[name].checked;
  }

  function restore() {
    const given = entry.form;
    const chosen = given.outcome && $(`input[name=outcome][value="${given.outcome}"]`, form);
    if (chosen) chosen.checked = true;
    checklist.restore(form, given.answers || {});
    for (const name of TEXTS) if (given[name]) form.elements[name].value = given[name];
    for (const name of TICKS) form.elements[name].checked = Boolean(given[name]);
    entry.photos.forEach(showPhoto);
  }

  let waits = 0;

  function keepSoon() {
    clearTimeout(waits);
    waits = setTimeout(keepNow, 400);
  }

  async function keepNow() {
    clearTimeout(waits);
    read();
    if (entry.form.outcome || entry.photos.length) await outbox.keep({ ...entry, state: "draft" });
  }

  /* What is seen ---------------------------------------------------------------------------------------------------------------- */

  function show() {
    const chosen = outcome();
    for (const part of $$("[data-for]", form)) part.hidden = !part.dataset.for.split(" ").includes(chosen);
    checklist.show(form);
    const { done, of } = checklist.progress(form);
    const says = { "": "请先选到访结果", done: `已填 ${done}／${of} 项` };
    $("[data-progress]").textContent = chosen in says ? says[chosen] : "";
    if (chosen === "done") openPad();
  }

  function showFaults(faults, sentence) {
    for (const line of $$("[data-fault]", form)) line.hidden = true;
    for (const item of $$(".at-fault", form)) item.classList.remove("at-fault");
    const unknown = Object.entries(faults).filter(([name, says]) => !showFault(name, says));
    const whole = [sentence, ...unknown.map(([, says]) => says)].filter(Boolean).join("");
    $("[data-refused]").textContent = whole;
    $("[data-refused]").hidden = !whole;
    const first = $(".at-fault", form) || (whole && $("[data-refused]"));
    if (first) first.scrollIntoView({ block: "center" });
  }

  /* What has been put right is at fault no more. */
  function forgive(element) {
    const part = element.closest(".item, .card");
    const line = $("[data-fault]:not([hidden])", part);
    read();
    if (!line || line.dataset.fault in lacking()) return;
    line.hidden = true;
    part.classList.remove("at-fault");
  }

  function showFault(name, says) {
    const line = $(`[data-fault="${CSS.escape(name)}"]`, form);
    if (!line) return false;
    line.textContent = says;
    line.hidden = false;
    line.closest(".item, .card").classList.add("at-fault");
    return true;
  }

  /* Photos ---------------------------------------------------------------------------------------------------------------------- */

  function stampLines() {
    const at = new Date().toLocaleString("zh-CN", { hour12: false });
    const where = position ? `${position.latitude.toFixed(6)}, ${position.longitude.toFixed(6)} ±${Math.round(position.accuracy)}米` : "没有定位";
    return [at, `${about.village} ${where}`, `${about.inspector} ${about.number}`];
  }

  async function takePhoto(input) {
    const camera = input.closest("[data-camera]");
    const says = $("[data-camera-says]", camera);
    const [file] = input.files;
    if (!file) return;
    says.className = "muted";
    says.textContent = "正在处理照片…";
    says.hidden = false;
    try {
      const blob = await photos.taken(file, stampLines());
      const { camera: purpose, code: item_code } = camera.dataset;
      const photo = { id: Math.max(0, ...entry.photos.map((one) => one.id)) + 1, blob, purpose, item_code, taken_at: new Date(file.lastModified).toISOString(), position };
      entry.photos.push(photo);
      showPhoto(photo);
      forgive(camera);
      says.hidden = true;
      await keepNow();
    } catch (problem) {
      says.className = "field-error";
      says.textContent = problem.message;
    }
    input.value = "";
  }

  function showPhoto(photo) {
    const camera = $(`[data-camera="${photo.purpose}"][data-code="${CSS.escape(photo.item_code || "")}"]`, form);
    if (!camera) return;
    const line = document.createElement("li");
    const picture = line.appendChild(document.createElement("img"));
    picture.src = URL.createObjectURL(photo.blob);
    picture.alt = "已拍的照片";
    const button = line.appendChild(document.createElement("button"));
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", "移除这张照片");
    button.addEventListener("click", () => {
      entry.photos = entry.photos.filter((one) => one !== photo);
      line.remove();
      keepNow();
    });
    $(".thumbs", camera).append(line);
  }

  /* Signature ------------------------------------------------------------------------------------------------------------------- */

  function openPad() {
    if (pad) return;
    const canvas = $("[data-sign]");
    const ratio = Math.min(devicePixelRatio || 1, 2);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad = new SignaturePad(canvas, { backgroundColor: "#fff" });
    if (entry.strokes?.length) pad.fromData(entry.strokes);
    pad.addEventListener("endStroke", keepSignature);
  }

  function keepSignature() {
    entry.strokes = pad.toData();
    $("[data-sign]").toBlob((blob) => {
      entry.signature = pad.isEmpty() ? null : blob;
      forgive($("[data-sign]"));
      keepNow();
    }, "image/png");
  }

  function clearSignature() {
    pad?.clear();
    entry.signature = null;
    entry.strokes = [];
    keepNow();
  }

  /* Position -------------------------------------------------------------------------------------------------------------------- */

  function locate() {
    const says = $("[data-position]");
    if (!navigator.geolocation) {
      says.textContent = NO_POSITION[2];
      return;
    }
    const found = ({ coords }) => {
      position = { longitude: coords.longitude, latitude: coords.latitude, accuracy: coords.accuracy };
      says.textContent = `已定位，精度 ${Math.round(coords.accuracy)} 米`;
    };
    const failed = ({ code }) => {
      if (!position) says.textContent = NO_POSITION[code] || NO_POSITION[2];
    };
    navigator.geolocation.watchPosition(found, failed, { enableHighAccuracy: true, maximumAge: 30000, timeout: 20000 });
  }

  /* Handing in ------------------------------------------------------------------------------------------------------------------ */

  function lacking() {
    if (!outcome()) return { outcome: "请选择到访结果。" };
    const photographed = new Set(entry.photos.map((photo) => photo.item_code).filter(Boolean));
    const found = outcome() === "done" ? checklist.lacking(form, photographed) : {};
    if (outcome() === "done" && !entry.signature && !entry.form.note) found.signature = "请住户签字；不愿签或不能签的，在“说明”里写明原因。";
    if (outcome() === "refused" && !entry.form.witness) found.witness = "请写明见证人（村干部或协管员）的姓名。";
    return found;
  }

  /* This form leaves no page: what portal.js does to one that does (empty boxes are left out) is not for it. */
  async function submit(event) {
    event.preventDefault();
    event.stopPropagation();
    await keepNow();
    const faults = lacking();
    const count = Object.keys(faults).length;
    showFaults(faults, count ? `还有 ${count} 处没有填好。` : "");
    if (!count) await send();
  }

  async function send() {
    const button = $("button[type=submit]", form);
    button.disabled = true;
    entry.form.ended_at ||= now();
    const outcome = await outbox.send(entry, (gone, of) => {
      $("[data-progress]").textContent = `正在发送 ${Math.round((gone / of) * 100)}%`;
    });
    button.disabled = false;
    if (outcome.state === "filed") location.replace(outcome.url);
    else if (outcome.state === "refused") refused(outcome);
    else kept(outcome);
  }

  /* Put right at once: it is a draft again. */
  function refused({ says, faults }) {
    delete entry.form.ended_at;
    show();
    showFaults(faults, says);
  }

  function kept({ says, state }) {
    form.hidden = true;
    $("[data-kept]").hidden = false;
    $("[data-kept-says]").textContent = says;
    if (state === "signed-out") $("[data-kept-send]").textContent = "去登录";
    entry.state = state;
    $("[data-kept]").scrollIntoView();
  }

  async function sendAgain() {
    if (entry.state === "signed-out") location.href = "/sign-in/?next=/field/";
    else if (!form.hidden) return;
    else await send();
  }

  async function begin() {
    entry = (await outbox.begun(about.user, about.url)) || fresh();
    restore();
    show();
    if (entry.state === "refused") refused(entry);
    entry.state = "draft";
    form.addEventListener("change", (event) => {
      if (event.target.matches("[type=file]")) takePhoto(event.target);
      show();
      forgive(event.target);
      keepSoon();
    });
    form.addEventListener("input", keepSoon);
    form.addEventListener("submit", submit);
    for (const button of $$("[data-all-ok]", form)) {
      button.addEventListener("click", () => {
        const group = button.closest("[data-group]");
        checklist.allOk(group);
        show();
        $$(".item", group).forEach(forgive);
        keepSoon();
      });
    }
    $("[data-sign-clear]").addEventListener("click", clearSignature);
    $("[data-kept-send]").addEventListener("click", sendAgain);
    addEventListener("online", () => $("[data-kept]").hidden || sendAgain());
    locate();
    form.dataset.ready = "";
  }

  begin();
})();
