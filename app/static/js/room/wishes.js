// What is asked of the browser: which picture, which sound, and why it came to nothing.
const CAMERA = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 30 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const REASONS = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing", OverconstrainedError: "missing",
  NotReadableError: "taken", AbortError: "taken",
};
const reasonOf = (error) => REASONS[error?.name] ?? "missing";

export const canShare = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

/** Tracks of these kinds, of one device each where `ids` names one; `why` they did not come: refused, missing or taken. */
export async function open(kinds, ids) {
  const chosen = (kind) => ids[kind] && { deviceId: { exact: ids[kind] } };
  const wanted = {
    ...(kinds.includes("audio") && { audio: { ...SOUND, ...chosen("audio") } }),
    ...(kinds.includes("camera") && { video: { ...CAMERA, ...chosen("camera") } }),
  };
  try {
    return { tracks: (await navigator.mediaDevices.getUserMedia(wanted)).getTracks(), why: "" };
  } catch (error) {
    return { tracks: [], why: reasonOf(error) };
  }
}

export async function pickScreen() {
  const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
  const [track] = stream.getVideoTracks();
  track.contentHint = "detail";
  return track;
}

/** [{id, label}] of one kind; without names before the browser was allowed to tell them. */
export async function list(kind) {
  const wanted = { audio: "audioinput", camera: "videoinput" }[kind];
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return all.filter((each) => each.kind === wanted && each.deviceId).map((each) => ({ id: each.deviceId, label: each.label }));
}
