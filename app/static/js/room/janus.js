// One conversation with a media server (Janus and its plugin VideoRoom), by the library of its makers.
import Janus from "janus-gateway";
import adapter from "webrtc-adapter";

const PLUGIN = "janus.plugin.videoroom";

const promised = (begin) => new Promise((success, error) => { begin({ success, error }); });

export class Conversation {
  /** `broke()` hears when the server is away. */
  constructor(media, broke) {
    Object.assign(this, { media, broke });
  }

  async open() {
    await promised(({ success }) => Janus.init({ debug: false, dependencies: Janus.useDefaultDependencies({ adapter }), callback: success }));
    const { server, token, ice } = this.media;
    await promised(({ success, error }) => {
      this.janus = new Janus({ server, token, iceServers: ice, destroyOnUnload: true, success, error: (why) => { error(why); this.broke(); } });
    });
  }

  attach(hooks) {
    return promised(({ success, error }) => this.janus.attach({ plugin: PLUGIN, success, error, ...hooks }));
  }

  close() {
    this.janus?.destroy({ cleanupHandles: true });
  }
}

export const connectionOf = (handle) => handle?.webrtcStuff.pc;

export const offerOf = (handle, options) => promised(({ success, error }) => handle.createOffer({ ...options, success, error }));

export const answerOf = (handle, jsep) => promised(({ success, error }) => handle.createAnswer({ jsep, tracks: [], success, error }));
