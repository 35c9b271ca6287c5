/* A step taken on site: who signs does so with a finger; with a photo goes where the phone was. Without any of it a picture can be chosen as
   elsewhere. */
(() => {
  const COLOUR = "#1c2733";
  const NAME = "签字.png";

  function fetchScript(source) {
    return new Promise((done, failed) => document.head.append(Object.assign(document.createElement("script"), { src: source, onload: done, onerror: failed })));
  }

  /* Where: asked only once a photo was taken, so that nobody is asked who takes none. -------------------------------------------------------- */

  function place(form) {
    if (!navigator.geolocation || form.elements.latitude.value) return;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.longitude.value = coords.longitude;
        form.elements.latitude.value = coords.latitude;
      },
      () => {},
      { enableHighAccuracy: true, maximumAge: 60_000 },
    );
  }

  /* Signatures ------------------------------------------------------------------------------------------------------------------------------- */

  function sign(input) {
    const canvas = Object.assign(document.createElement("canvas"), { className: "signature" });
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `签字区：${input.labels[0]?.textContent.trim() || ""}`);
    const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: "重写" });
    const picture = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet", textContent: "改为上传照片" });
    const row = Object.assign(document.createElement("div"), { className: "signature-row" });
    row.append(again, picture);
    input.before(canvas);
    input.after(row);
    input.hidden = true;
    const pad = new SignaturePad(canvas, { penColor: COLOUR });
    fit(canvas);
    pad.addEventListener("endStroke", () => canvas.toBlob((blob) => hold(input, blob)));
    again.addEventListener("click", () => {
      pad.clear();
      input.value = "";
    });
    picture.addEventListener("click", () => {
      pad.clear();
      input.value = "";
      input.hidden = false;
      canvas.remove();
      row.remove();
      input.focus();
    });
  }

  function fit(canvas) {
    const ratio = Math.max(devicePixelRatio || 1, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
  }

  function hold(input, blob) {
    const files = new DataTransfer();
    files.items.add(new File([blob], NAME, { type: "image/png" }));
    input.files = files.files;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function prepare(form) {
    form.addEventListener("change", (event) => event.target.type === "file" && place(form));
    const inputs = [...form.querySelectorAll("input[data-signature]")];
    if (!inputs.length) return;
    await fetchScript(document.body.dataset.signatureScript);
    inputs.forEach(sign);
  }

  document.querySelectorAll("form[data-on-site]").forEach(prepare);
})();
