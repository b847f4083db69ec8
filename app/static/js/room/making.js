// What a room is made of, and who hears of what.
import { user } from "../requests.js";
import { Asked } from "./asked.js";
import { Captions } from "./captions.js";
import { Chat } from "./chat.js";
import { Controls } from "./controls.js";
import { Deeds } from "./deeds.js";
import { Devices } from "./devices.js";
import { Door } from "./door.js";
import { Doubts } from "./doubts.js";
import { Link } from "./link.js";
import { Lobby } from "./lobby.js";
import { Media } from "./media.js";
import { News } from "./news.js";
import { one } from "./parts.js";
import { People } from "./people.js";
import { Presence } from "./presence.js";
import { Recording } from "./recording.js";
import { strip } from "./strip.js";
import { Tiles } from "./tiles.js";

export function made(room) {
  const { place, words, leads } = room;
  const { room: session, language } = place.dataset;
  const ask = (name, data) => parts.link.ask(name, data);
  const lead = async (deed, about = {}) => {
    const answer = await ask("room_lead", { deed, ...about });
    if (!answer.ok) room.strip(answer.said);
  };
  const [devices, presence, news, deeds, door] = [new Devices((kind) => room.changed(kind)), new Presence(room), new News(room), new Deeds(room), new Door(room)];
  const tiles = new Tiles({
    place: one("[data-tiles]", place), words, looked: (names) => media.look(names),
    held: (held) => { one("[data-silent]", place).hidden = !held; },
  });
  const media = new Media({
    devices, tiles, send: (to, item) => parts.link.signal(to, item), renew: async () => (await ask("room_media")).media,
    turned: (word) => { room.strip(words[word]); presence.tell(); },
  });
  const parts = {
    devices, presence, news, deeds, door, tiles, media, lead, strip: strip(one("[data-strip]", place)), asked: new Asked(room),
    lobby: new Lobby({ place: one("[data-lobby]", place), words, devices }),
    people: new People({ panel: one('[data-panel="people"]', place), words, lead }),
    chat: new Chat({ panel: one('[data-panel="chat"]', place), words, language, user: user(), ask, came: (message) => news.wrote(message) }),
    captions: new Captions({ place: one("[data-captions]", place), language, say: (text) => news.said(text) }),
    recording: new Recording({ session, tiles, sounds: () => media.sounds(), told: (state, said) => deeds.recorded(state, said) }),
    doubts: new Doubts({ presence, ask }),
    controls: new Controls({ place, deeds: deeds.all(), lead }),
    link: new Link(room.io, { ...door.heard(), ...news.heard() }),
  };
  return { ...parts, leads };
}
