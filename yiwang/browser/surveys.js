// Shows a question only while the answer on the same page that it depends on is chosen. The server decides.
const conditional = [...document.querySelectorAll("[data-asked-if]")];

function chosen(code) {
  const place = document.querySelector(`[data-question="${code}"]`);
  if (!place || place.hidden) return [];
  return [...place.querySelectorAll("input:checked")].map((input) => input.value);
}

function settle() {
  for (const place of conditional) {
    const [code, options] = place.dataset.askedIf.split(":");
    const wanted = options.split(" ");
    place.hidden = !chosen(code).some((value) => wanted.includes(value));
  }
}

for (const words of document.querySelectorAll(".condition-words")) words.hidden = true;
if (conditional.length) {
  settle();
  document.addEventListener("change", settle);
}
// After a page came back with faults, whoever reads it begins at the first of them.
document.querySelector(".question.is-faulty input, .question.is-faulty select, .question.is-faulty textarea")?.focus();
