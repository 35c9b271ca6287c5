/* A table of inputs into which a block copied from Excel or WPS can be pasted: rightwards and downwards from the cell one stands in. */
(() => {
  const cells = (row) => [...row.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), select, textarea")];

  /* Excel quotes a cell that holds a line break or a tab, and doubles the quotes in it. */
  function readBlock(text) {
    const block = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const letter = text[at];
      const row = block[block.length - 1];
      if (quoted && letter === '"' && text[at + 1] === '"') at += 1;
      else if (letter === '"' && (quoted || row[row.length - 1] === "")) {
        quoted = !quoted;
        continue;
      }
      if (!quoted && letter === "\t") row.push("");
      else if (!quoted && letter === "\n") block.push([""]);
      else if (letter !== "\r") row[row.length - 1] += letter;
    }
    if (block.length > 1 && block[block.length - 1].join("") === "") block.pop();
    return block.map((row) => row.map((value) => value.replace(/\s*\n\s*/g, " ").trim()));
  }

  /* A select takes a choice by its label or its code. */
  function put(cell, value) {
    if (cell.tagName === "SELECT") {
      const option = [...cell.options].find((one) => one.text.trim() === value || one.value === value);
      if (!option) return cell.setAttribute("aria-invalid", "true");
      cell.value = option.value;
    } else cell.value = value;
    cell.removeAttribute("aria-invalid");
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    return cell.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function paste(event) {
    const table = event.target.closest("[data-grid]");
    const text = event.clipboardData?.getData("text/plain") || "";
    if (!table || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    let row = event.target.closest("tr");
    const start = cells(row).indexOf(event.target);
    let left = 0;
    for (const values of readBlock(text)) {
      if (!row) left += 1;
      else {
        const targets = cells(row).slice(start);
        values.slice(0, targets.length).forEach((value, index) => put(targets[index], value));
        row = row.nextElementSibling;
      }
    }
    if (left) document.dispatchEvent(new CustomEvent("toast", { detail: { text: `表格已满，有 ${left} 行没有粘贴。`, tone: "warning" } }));
  }

  /* Up, down and Enter go between rows as they do in a sheet. */
  function walk(event) {
    const row = event.target.closest("[data-grid] tbody tr");
    const by = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
    if (!row || !by || (event.target.tagName === "SELECT" && event.key !== "Enter")) return;
    const next = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    event.preventDefault();
    if (next) cells(next)[cells(row).indexOf(event.target)]?.focus();
  }

  // To the first cell that is wrong: it may stand far to the right.
  document.querySelector('[data-grid] [aria-invalid="true"]')?.focus();
  document.addEventListener("paste", paste);
  document.addEventListener("keydown", walk);
})();
