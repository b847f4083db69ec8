const CONTROL_OR_TRICK = /[\u0000-\u0020\u007f\\@]/;

/**
 * The in-app path of a link that came from outside the page (push payload, sync item), or `fallback`.
 * Takes "/a/b?c#d" or the same with our own origin before it; refuses "//host", "\", "@", schemes and control characters.
 */
export function safePath(value, origin, fallback = "/notifications") {
  if (typeof value !== "string") return fallback;
  const path = value.startsWith(`${origin}/`) ? value.slice(origin.length) : value;
  if (!path.startsWith("/") || path.startsWith("//") || CONTROL_OR_TRICK.test(path)) return fallback;
  try {
    return new URL(path, origin).origin === origin ? path : fallback;
  } catch {
    return fallback;
  }
}
