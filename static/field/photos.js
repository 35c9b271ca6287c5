/* Photos: taken now, shrunk, with time, place, inspector and household written into them (F25). */
(() => {
  const LONGEST = 2048;
  const QUALITY = 0.8;
  const FRESH = 5 * 60 * 1000;
  // The stamp lies on the lowest part of the picture: who compares pictures leaves that out.
  const STAMPED = 0.12; // likeness.py leaves out the lowest 15%
  const TOO_OLD = "这张照片不是刚拍的。请现场拍照。";
  const NO_PICTURE = "这个文件不是照片，或手机打不开它。请现场拍照。";

  async function read(file) {
    if (window.createImageBitmap) return createImageBitmap(file);
    const picture = new Image();
    picture.src = URL.createObjectURL(file);
    await picture.decode();
    return picture;
  }

  /* Raises an Error whose message is a sentence. */
  async function taken(file, lines) {
    if (Date.now() - file.lastModified > FRESH) throw new Error(TOO_OLD);
    let picture;
    try {
      picture = await read(file);
    } catch {
      throw new Error(NO_PICTURE);
    }
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    stamp(pen, canvas, lines);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  }

  function stamp(pen, { width, height }, lines) {
    const band = height * STAMPED;
    pen.fillStyle = "rgb(0 0 0 / 55%)";
    pen.fillRect(0, height - band, width, band);
    const size = Math.min(band / (lines.length * 1.35), width / 28);
    pen.font = `${size}px sans-serif`;
    pen.fillStyle = "#fff";
    pen.textBaseline = "middle";
    const step = band / lines.length;
    lines.forEach((line, at) => pen.fillText(line, size / 2, height - band + step * (at + 0.5), width - size));
  }

  window.photos = { taken };
})();
