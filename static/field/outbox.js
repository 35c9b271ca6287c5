/* Forms that are kept on the phone until the portal has them: drafts, and those that wait to be sent (F32).
 *
 * One entry a form, under its own key: {key, user, house, state, title, url, form, photos, signature, says, faults}.
 * `state`: draft, waiting, refused (by the portal, with sentences: to be put right), signed-out, gone.
 * Sent twice, a form is filed once: the portal knows it by its key.
 */
(() => {
  const PREFIX = "visit:";
  const { get, set, del, entries } = window.idbKeyval;

  const nameOf = (entry) => `${PREFIX}${entry.user}:${entry.key}`;
  const keep = (entry) => set(nameOf(entry), { ...entry, kept_at: Date.now() });
  const drop = (entry) => del(nameOf(entry));

  /* The user's own, the oldest first. Somebody else's on the same phone stay, unseen. */
  async function all(user) {
    const found = (await entries()).filter(([name]) => String(name).startsWith(`${PREFIX}${user}:`));
    return found.map(([, entry]) => entry).sort((one, other) => one.kept_at - other.kept_at);
  }

  const unsent = async (user) => (await all(user)).filter((entry) => entry.state !== "draft");
  const begun = async (user, house) =>
    (await all(user)).find((entry) => entry.house === house && ["draft", "refused"].includes(entry.state));

  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

  function packed(entry) {
    const data = new FormData();
    const photos = entry.photos.map(({ blob, id, ...about }) => {
      data.append(`photo-${id}`, blob, `${about.item_code || about.purpose}-${id}.jpg`);
      return { ...about, file: `photo-${id}` };
    });
    if (entry.signature) data.append("signature", entry.signature, "签字.png");
    const signature = entry.signature ? { file: "signature" } : null;
    data.append("form", JSON.stringify({ ...entry.form, photos, signature }));
    return data;
  }

  /* XMLHttpRequest, for it tells how much has gone. Answers {status, body, html}. */
  function post(entry, progress) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", entry.url);
      request.setRequestHeader("X-CSRFToken", token());
      request.timeout = 300000;
      request.upload.onprogress = (event) => event.lengthComputable && progress?.(event.loaded, event.total);
      request.onload = () => done(answerOf(request));
      request.onerror = request.ontimeout = () => done({ status: 0 });
      request.send(packed(entry));
    });
  }

  function answerOf(request) {
    try {
      return { status: request.status, body: JSON.parse(request.responseText) };
    } catch {
      return { status: request.status, html: true };
    }
  }

  const SAYS = {
    0: "没有信号，还没有发出。有信号后自动发送；离开这一页的，下次打开“今日安检”时发送。",
    "signed-out": "登录已失效，还没有发出。请重新登录，登录后自动发送。",
    gone: "这一户已不在您的责任村内，没有收下。",
    busy: "服务器忙，还没有发出。稍后自动发送。",
  };

  /* What became of the entry: {state, says, faults, url}; "filed" ones are kept no longer. */
  function judged({ status, body, html }) {
    if (body && (status === 200 || status === 201)) return { state: "filed", url: body.url };
    if (body && [400, 409].includes(status)) return { state: "refused", says: body.detail, faults: body.fields || {} };
    if (status === 404) return { state: "gone", says: SAYS.gone };
    // The sign-in page in place of an answer, or a token of a former sign-in.
    if (html && (status < 300 || status === 403) && status) return { state: "signed-out", says: SAYS["signed-out"] };
    return { state: "waiting", says: status ? SAYS.busy : SAYS[0] };
  }

  async function send(entry, progress) {
    await keep({ ...entry, state: "waiting" });
    const outcome = judged(await post(entry, progress));
    if (outcome.state === "filed") await drop(entry);
    else await keep({ ...entry, ...outcome });
    return outcome;
  }

  /* One window at a time, and one form after another: the line is weak. Tells of each. */
  async function sendAll(user, tell) {
    const go = async () => {
      for (const entry of await unsent(user)) {
        if (["waiting", "signed-out"].includes(entry.state)) tell?.(entry, await send(entry));
      }
    };
    if (navigator.locks) await navigator.locks.request(`${PREFIX}${user}`, { ifAvailable: true }, (lock) => lock && go());
    else await go();
  }

  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  window.outbox = { all, begun, drop, get, keep, newKey, send, sendAll, unsent };
})();
