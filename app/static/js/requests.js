/** The signed-in user's opaque mark from <body data-user>, the same as `u` in a push; "" when signed out. */
export const user = () => document.body.dataset.user ?? "";

/** The token of the page's meta tag, else of any of its forms. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content
    ?? document.querySelector('input[name="csrf_token"]')?.value ?? "";
}

/** POST to our own server; a plain object goes as JSON, a FormData as a form. Redirects are not followed. */
export function post(path, body) {
  const headers = { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" };
  const isForm = body instanceof FormData;
  if (!isForm) headers["Content-Type"] = "application/json";
  return fetch(path, {
    method: "POST", headers, body: isForm ? body : JSON.stringify(body ?? {}),
    credentials: "same-origin", redirect: "manual", keepalive: true,
  });
}

/** A value in this browser's storage; private windows and full disks answer null and forget. */
export const stored = {
  read(key) {
    try { return JSON.parse(localStorage.getItem(`classbell.${key}`)); } catch { return null; }
  },
  write(key, value) {
    try { localStorage.setItem(`classbell.${key}`, JSON.stringify(value)); } catch { /* forgotten, asked again */ }
  },
};
