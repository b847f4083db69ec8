// The ways that picture and sound can take. All have the same face.
import { Mesh } from "./mesh.js";
import { Nothing } from "./nothing.js";

/** `media` as the server gave it, `me` this page's name in the room. */
export async function transport({ media, me, hooks }) {
  if (media.provider === "mesh") return new Mesh({ me, ice: media.ice, hooks });
  if (media.provider !== "sfu") return new Nothing();
  const { Sfu } = await import("./sfu.js");
  return new Sfu({ media, hooks });
}
