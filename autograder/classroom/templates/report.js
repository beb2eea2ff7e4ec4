// Sorts and searches the table of students. Without it the page is complete, in the order of the ids.
const body = document.querySelector("#students tbody");
const rows = [...body.rows].map((row) => ({row, text: row.textContent.toLowerCase()}));
const search = document.querySelector("#search");
const status = document.querySelector("#status");
const found = document.querySelector("#found");

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const {row, text} of rows) {
    const fits = words.every((word) => text.includes(word)) && (!status.value || row.dataset.status === status.value);
    row.hidden = !fits;
    count += fits;
  }
  found.textContent = `${count} of ${rows.length} submissions`;
}

function sort(header) {
  const column = header.cellIndex;
  const numeric = header.hasAttribute("data-number");
  const up = header.getAttribute("aria-sort") ? header.getAttribute("aria-sort") !== "ascending" : !numeric;
  const key = ({row}) => numeric ? parseFloat(row.cells[column].textContent) : row.cells[column].textContent.trim();
  const keyed = rows.map((entry) => [key(entry), entry.row]);
  const compare = numeric ? (a, b) => a - b : new Intl.Collator(undefined, {numeric: true}).compare;
  keyed.sort(([a], [b]) => Number.isNaN(a) || Number.isNaN(b) ? Number.isNaN(a) - Number.isNaN(b) : up ? compare(a, b) : compare(b, a));
  body.append(...keyed.map(([, row]) => row));
  document.querySelectorAll("#students th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
  header.setAttribute("aria-sort", up ? "ascending" : "descending");
}

search.addEventListener("input", filter);
status.addEventListener("change", filter);
document.querySelectorAll("#students th button").forEach((button) => {
  button.disabled = false;
  button.addEventListener("click", () => sort(button.parentElement));
});
document.querySelector("#controls").hidden = false;
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
filter();
