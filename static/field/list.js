/* 今日安检: what waits to be sent, how far each household is, the code at the door. */
(() => {
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const page = $("[data-field-list]");
  const { user } = page.dataset;

  /* 未发送 -------------------------------------------------------------------------------------------------------------------- */

  const WORDS = { waiting: "等待发送", "signed-out": "登录已失效", refused: "没有收下，请打开改正", gone: "没有收下" };

  async function showOutbox() {
    const rows = await outbox.unsent(user);
    $("[data-outbox]").hidden = !rows.length;
    $("[data-outbox-count]").textContent = rows.length;
    $("[data-outbox-rows]").replaceChildren(...rows.map(drawn));
  }

  function drawn(entry) {
    const line = $("[data-outbox] template").content.firstElementChild.cloneNode(true);
    $("[data-title]", line).textContent = entry.title;
    $("[data-says]", line).textContent = entry.says || WORDS[entry.state];
    const open = $("[data-put-right]", line);
    open.hidden = entry.state !== "refused";
    open.href = entry.url;
    $("[data-drop]", line).addEventListener("click", async () => {
      if (!confirm(`删除“${entry.title}”还没有发出的填报？删除后不能找回。`)) return;
      await outbox.drop(entry);
      showOutbox();
    });
    return line;
  }

  async function sendAll() {
    await outbox.sendAll(user, async (entry, outcome) => {
      if (outcome.state === "signed-out") location.href = `/sign-in/?next=${encodeURIComponent(location.pathname)}`;
      await showOutbox();
    });
    showOutbox();
  }

  /* Distances ------------------------------------------------------------------------------------------------------------------ */

  const EARTH = 6371000;
  const radians = (degrees) => (degrees * Math.PI) / 180;

  function metres(one, other) {
    const across = radians(other.longitude - one.longitude) * Math.cos(radians((one.latitude + other.latitude) / 2));
    return EARTH * Math.hypot(across, radians(other.latitude - one.latitude));
  }

  function showDistances({ coords }) {
    for (const row of $$("a[data-longitude]")) {
      const { longitude, latitude } = row.dataset;
      const far = metres(coords, { longitude: Number(longitude), latitude: Number(latitude) });
      $("[data-distance]", row).textContent = far < 1000 ? `${Math.round(far / 10) * 10} 米` : `${(far / 1000).toFixed(1)} 公里`;
    }
  }

  /* Codes ---------------------------------------------------------------------------------------------------------------------- */

  let stream = null;

  const fetchReader = () =>
    new Promise((done, failed) => {
      if (window.jsQR) return done();
      const script = document.createElement("script");
      script.src = page.dataset.scanScript;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });

  async function scan() {
    const says = $("[data-scan-says]");
    $("[data-scanner]").hidden = false;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      await fetchReader();
    } catch {
      stop();
      $("[data-scanner]").hidden = false;
      $("[data-scanner] video").hidden = true;
      says.textContent = "这台手机现在不能扫码（没有摄像头，或没有允许使用）。请在上面输入户编号或表号。";
      return;
    }
    says.textContent = "把二维码放在画面中间。";
    const video = $("[data-scanner] video");
    video.srcObject = stream;
    await video.play();
    look(video, document.createElement("canvas"));
  }

  function look(video, canvas) {
    if (!stream) return;
    if (video.videoWidth) {
      canvas.width = Math.min(video.videoWidth, 640);
      canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
      const pen = canvas.getContext("2d", { willReadFrequently: true });
      pen.drawImage(video, 0, 0, canvas.width, canvas.height);
      const code = jsQR(pen.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height);
      if (code?.data) {
        stop();
        location.href = `/field/?q=${encodeURIComponent(code.data)}`;
        return;
      }
    }
    setTimeout(() => look(video, canvas), 200);
  }

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    $("[data-scanner]").hidden = true;
  }

  $("[data-scan]").addEventListener("click", scan);
  $("[data-scan-stop]").addEventListener("click", stop);
  $("[data-send-all]").addEventListener("click", sendAll);
  addEventListener("online", sendAll);
  showOutbox().then(sendAll);
  if ($("a[data-longitude]")) navigator.geolocation?.getCurrentPosition(showDistances, () => {}, { maximumAge: 60000 });
})();
