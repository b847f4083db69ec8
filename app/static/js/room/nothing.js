// A room without picture and sound of its own; the other ways say what they do beyond that.
export class Nothing {
  async start() { /* nothing to begin */ }
  people() { /* nobody to reach */ }
  look() { /* nothing to see */ }
  signal() { /* nobody speaks */ }
  publish() { /* nowhere to */ }
  connections() { return []; }
  levels() { return []; }
  close() { /* nothing to end */ }
}
