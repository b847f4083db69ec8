const LOUD = 4;
const LOOK = 100;

/** How loud a track is, told to a <meter> until stop() is called. */
export class Level {
  constructor(meter) {
    this.meter = meter;
  }

  follow(track) {
    this.stop();
    if (!track) return;
    this.context = new AudioContext();
    const analyser = Object.assign(this.context.createAnalyser(), { fftSize: 512 });
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, each) => sum + each * each, 0) / samples.length;
      this.meter.value = track.enabled ? Math.min(1, Math.sqrt(power) * LOUD) : 0;
    }, LOOK);
  }

  stop() {
    clearInterval(this.timer);
    this.context?.close();
    this.context = undefined;
    this.meter.value = 0;
  }
}
