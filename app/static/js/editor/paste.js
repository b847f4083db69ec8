// What comes from a word processor: its lists are paragraphs with a bullet typed before them.
const LIST = /mso-list:\s*l\d+\s+level(\d+)/i;

/** The pictures of a paste or a drop, unless a text came along: word processors add a picture of what was copied. */
export function picturesOf(data) {
  const html = data?.getData("text/html") ?? "";
  const words = html ? new DOMParser().parseFromString(html, "text/html").body.textContent.trim() : "";
  return words ? [] : [...data?.files ?? []].filter((file) => file.type.startsWith("image/"));
}

function listOf(document, paragraph, sign) {
  const before = paragraph.previousElementSibling;
  const tag = /^[0-9a-z]{1,4}[.)]/i.test(sign) ? "OL" : "UL";
  if (before?.tagName === tag && before.dataset.pasted) return before;
  const list = document.createElement(tag);
  list.dataset.pasted = "yes";
  paragraph.before(list);
  return list;
}

/** HTML of a word processor with lists that are lists; anything else unchanged. */
export function tidyPaste(html) {
  if (!/mso-|urn:schemas-microsoft-com/i.test(html)) return html;
  const page = new DOMParser().parseFromString(html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/g, ""), "text/html");
  for (const armour of page.querySelectorAll("style, xml, meta, link, title")) armour.remove();
  for (const paragraph of page.querySelectorAll("p[style]")) {
    if (!LIST.test(paragraph.getAttribute("style"))) continue;
    const mark = [...paragraph.querySelectorAll("span[style]")].find((span) => /mso-list:\s*ignore/i.test(span.getAttribute("style")));
    const sign = mark?.textContent.trim() ?? "";
    mark?.remove();
    const item = page.createElement("li");
    item.append(...paragraph.childNodes);
    listOf(page, paragraph, sign).append(item);
    paragraph.remove();
  }
  return page.body.innerHTML;
}
