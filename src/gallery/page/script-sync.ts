/** Several videos that run as one: the longest leads, the others follow it and rest on their last picture. */
export const syncScript = `
/** @type {HTMLVideoElement[]} */
let videos = [];
let framesPerSecond = 24;
let running = false;
const allPlay = find(HTMLButtonElement, '#all-play');
const allPosition = find(HTMLInputElement, '#all-position');
const allTime = find(HTMLOutputElement, '#all-time');
const allLoop = find(HTMLInputElement, '#all-loop');
const allSpeed = find(HTMLSelectElement, '#all-speed');

/** @param {HTMLVideoElement} video */
function lengthOf(video) {
  return Number.isFinite(video.duration) ? video.duration : 0;
}

function leader() {
  return videos.reduce((one, other) => lengthOf(other) > lengthOf(one) ? other : one);
}

/** The last picture of a clip stays; at its very end some browsers show nothing. @param {HTMLVideoElement} video @param {number} seconds */
function within(video, seconds) {
  return Math.max(0, Math.min(seconds, lengthOf(video) - 0.5 / framesPerSecond));
}

/** @param {number} seconds */
function seekAll(seconds) {
  for (const video of videos) video.currentTime = within(video, seconds);
  showPosition(within(leader(), seconds));
}

/** @param {number} seconds */
function showPosition(seconds) {
  allPosition.max = String(lengthOf(leader()));
  allPosition.value = String(seconds);
  allTime.textContent = seconds.toFixed(2) + ' s';
  allPosition.setAttribute('aria-valuetext', allTime.textContent);
}

function playAll() {
  if (videos.length === 0) return;
  const first = leader();
  if (first.currentTime >= within(first, Infinity)) seekAll(0);
  else seekAll(first.currentTime);
  running = true;
  allPlay.textContent = 'Pause';
  for (const video of videos) startOne(video);
  requestAnimationFrame(follow);
}

/** @param {HTMLVideoElement} video */
function startOne(video) {
  video.playbackRate = Number(allSpeed.value);
  if (!hasEnded(video)) video.play().catch(() => { });
}

/** @param {HTMLVideoElement} video */
function hasEnded(video) {
  return video.ended || video.currentTime >= lengthOf(video) - 0.001;
}

function pauseAll() {
  running = false;
  allPlay.textContent = 'Play';
  for (const video of videos) video.pause();
}

/** Pausing leaves each where its own decoder stopped, so they are brought together again. */
function haltAll() {
  pauseAll();
  if (videos.length > 0) seekAll(leader().currentTime);
}

function togglePlayAll() {
  if (running) haltAll();
  else playAll();
}

/** @param {number} frames */
function stepAll(frames) {
  if (videos.length === 0) return;
  pauseAll();
  const frame = Math.floor(leader().currentTime * framesPerSecond + 0.01) + frames;
  // A little inside the frame: a time on its edge may show either neighbour.
  seekAll(Math.max(0, frame / framesPerSecond + (frame > 0 ? 0.002 : 0)));
}

function follow() {
  if (!running || videos.length === 0) return;
  const first = leader();
  if (hasEnded(first)) {
    if (!allLoop.checked) return haltAll();
    seekAll(0);
    for (const video of videos) startOne(video);
  }
  for (const video of videos) keepUp(video, first.currentTime);
  showPosition(first.currentTime);
  requestAnimationFrame(follow);
}

/** @param {HTMLVideoElement} video @param {number} seconds */
function keepUp(video, seconds) {
  if (video.seeking || seconds >= lengthOf(video)) return;
  if (Math.abs(video.currentTime - seconds) > 0.06) video.currentTime = seconds;
  if (video.paused) startOne(video);
}

allPlay.addEventListener('click', togglePlayAll);
find(HTMLButtonElement, '#all-back').addEventListener('click', () => stepAll(-1));
find(HTMLButtonElement, '#all-on').addEventListener('click', () => stepAll(1));
allPosition.addEventListener('input', () => seekAll(Number(allPosition.value)));
allSpeed.addEventListener('change', () => {
  for (const video of videos) video.playbackRate = Number(allSpeed.value);
});
`;
