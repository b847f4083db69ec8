// What comes from elsewhere. The policy of our pages refuses style attributes even while a paste is read, so they are put
// aside first; what they say of lists, bold and italic is kept as elements.
const LIST = /mso-list:\s*l\d+\s+level\d+/i;
const IGNORED = /mso-list:\s*ignore/i;
const LOWEST = 4;

/** HTML without style elements, conditional comments, and with style attributes under another name. */
const inert = (html) => html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->|<style[\s\S]*?<\/style>/gi, "").replace(/(<[a-z][^>]*\s)style(?=\s*=)/gi, "$1data-styled");

const parse = (html) => new DOMParser().parseFromString(inert(html), "text/html");
const styleOf = (place) => place.getAttribute("data-styled") ?? "";

/** The pictures of a paste or a drop, unless a text came along: word processors add a picture of what was copied. */
export function picturesOf(data) {
  const html = data?.getData("text/html") ?? "";
  const words = html ? parse(html).body.textContent.trim() : "";
  return words ? [] : [...data?.files ?? []].filter((file) => file.type.startsWith("image/"));
}

function replaceBy(place, tag) {
  const made = place.ownerDocument.createElement(tag);
  made.append(...place.childNodes);
  place.replaceWith(made);
  return made;
}

/** Word writes the items of a list as paragraphs with a bullet or a number typed before them. */
function makeItem(paragraph) {
  const mark = [...paragraph.querySelectorAll("[data-styled]")].find((span) => IGNORED.test(styleOf(span)));
  const tag = /^[0-9a-z]{1,4}[.)]/i.test(mark?.textContent.trim() ?? "") ? "OL" : "UL";
  mark?.remove();
  const item = replaceBy(paragraph, "li");
  let list = item.previousElementSibling;
  if (list?.tagName !== tag || !list.hasAttribute("data-pasted")) {
    list = item.ownerDocument.createElement(tag);
    list.setAttribute("data-pasted", "");
    item.before(list);
  }
  list.append(item);
}

function keepWeight(place) {
  const style = styleOf(place);
  if (/^(B|STRONG)$/.test(place.tagName) && /font-weight:\s*normal/i.test(style)) place.replaceWith(...place.childNodes);
  else if (place.tagName === "SPAN") {
    const tag = /font-weight:\s*(bold|[6-9]00)/i.test(style) ? "strong" : /font-style:\s*italic/i.test(style) ? "em" : null;
    if (tag) replaceBy(place, tag);
  }
}

function shiftHeadings(page) {
  const step = page.querySelector("h1") ? 1 : 0;
  for (const heading of [...page.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((each) => each.textContent.trim())) {
    replaceBy(heading, `h${Math.min(LOWEST, Number(heading.tagName[1]) + step)}`);
  }
}

/** What the editor reads of pasted HTML. */
export function tidyPaste(html) {
  const page = parse(html);
  for (const armour of page.querySelectorAll("xml, meta, link, title")) armour.remove();
  for (const paragraph of [...page.querySelectorAll("p[data-styled]")].filter((each) => LIST.test(styleOf(each)))) makeItem(paragraph);
  for (const place of page.querySelectorAll("[data-styled]")) keepWeight(place);
  for (const place of page.querySelectorAll("[data-styled]")) place.removeAttribute("data-styled");
  shiftHeadings(page);
  return page.body.innerHTML;
}
