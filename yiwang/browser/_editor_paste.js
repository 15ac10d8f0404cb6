// What Word, WPS and web pages put around a text is turned into the few marks our texts know.
const SIDES = { left: "start", start: "start", center: "center", right: "end", end: "end", justify: "start" };
const LAID_OUT = "p, h1, h2, h3, h4, h5, h6, td, th, div, li";

// The policy of the page forbids style attributes even while pasted text is read, so they are renamed first.
function withoutStyles(html) {
  const bare = html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, "").replace(/<!--[\s\S]*?-->/g, "");
  return bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-pasted-style="));
}

function styled(element, property) {
  const style = element.getAttribute("data-pasted-style") || "";
  const found = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, "i").exec(style);
  return found ? found[1].trim().toLowerCase() : "";
}

function layout(element) {
  const side = SIDES[styled(element, "text-align")] || SIDES[(element.getAttribute("align") || "").toLowerCase()];
  if (side && side !== "start") element.classList.add(`text-${side}`);
  if (/^[1-9.]/.test(styled(element, "text-indent"))) element.classList.add("indent");
}

function marked(span) {
  const weight = styled(span, "font-weight");
  const marks = [];
  if (weight === "bold" || Number(weight) >= 600) marks.push("strong");
  if (styled(span, "font-style") === "italic") marks.push("em");
  if (styled(span, "text-decoration").includes("underline")) marks.push("u");
  for (const name of marks) {
    const mark = span.ownerDocument.createElement(name);
    mark.append(...span.childNodes);
    span.append(mark);
  }
}

export function cleanPasted(html, say) {
  const page = new DOMParser().parseFromString(withoutStyles(html), "text/html");
  for (const element of page.querySelectorAll("style, meta, link, script, xml, title, o\\:p")) element.remove();
  for (const element of page.querySelectorAll(LAID_OUT)) layout(element);
  for (const span of page.querySelectorAll("span, font")) marked(span);
  for (const element of page.querySelectorAll("[data-pasted-style]")) element.removeAttribute("data-pasted-style");
  const images = [...page.querySelectorAll("img")];
  const foreign = images.filter((image) => !(image.getAttribute("src") || "").startsWith("/files/"));
  for (const image of foreign) image.remove();
  if (foreign.length) say(`粘贴的内容里有 ${foreign.length} 张图片没有带过来，请用“图片”按钮逐张上传。`);
  return page.body.innerHTML;
}
