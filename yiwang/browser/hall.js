// What scripts add to the service hall; nothing here is needed to apply.

// What is wrong with a form is read first.
document.getElementById("fault-summary")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A signature drawn with finger, pen or mouse, kept as points on a field of 600 by 200.
const LONGEST = 2900;
const APART = 5;

function signed(place) {
  const canvas = place.querySelector("canvas");
  const field = place.parentElement.querySelector("[data-sign-strokes]");
  const said = place.querySelector("[data-sign-said]");
  const pen = canvas.getContext("2d");
  let strokes = [];
  let stroke = null;

  const written = () => strokes.filter((one) => one.length > 1).map((one) => one.map((p) => p.join(",")).join(" ")).join(";");
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [
      within(((event.clientX - box.left) / box.width) * canvas.width, canvas.width),
      within(((event.clientY - box.top) / box.height) * canvas.height, canvas.height),
    ];
  };
  const line = (from, to) => {
    pen.beginPath();
    pen.moveTo(...from);
    pen.lineTo(...to);
    pen.stroke();
  };
  const tell = (words) => { said.textContent = words; };
  const clear = () => {
    strokes = [];
    field.value = "";
    pen.clearRect(0, 0, canvas.width, canvas.height);
    tell("");
  };

  pen.lineWidth = 4;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  pen.strokeStyle = getComputedStyle(place).color;
  for (const drawn of field.value.split(";").filter(Boolean)) {
    const points = drawn.split(" ").map((point) => point.split(",").map(Number));
    points.slice(1).forEach((point, number) => line(points[number], point));
    strokes.push(points);
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    stroke = [at(event)];
    strokes.push(stroke);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const point = at(event);
    const last = stroke[stroke.length - 1];
    if (Math.hypot(point[0] - last[0], point[1] - last[1]) < APART) return;
    stroke.push(point);
    line(last, point);
  });
  const end = () => {
    if (!stroke) return;
    stroke = null;
    const text = written();
    if (text.length > LONGEST) {
      clear();
      tell("写得太长，请重写得简短一些。");
      return;
    }
    field.value = text;
    if (text) tell("已写好");
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  place.querySelector("[data-sign-clear]").addEventListener("click", clear);
  place.hidden = false;
}

for (const place of document.querySelectorAll("[data-sign]")) signed(place);
