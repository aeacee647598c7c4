/** Playing clips where they lie; a video exists only once it is wanted, so that a thousand of them weigh nothing. */
export const playScript = `
/** @param {HTMLElement} clip */
function addressOf(clip) {
  return clip.querySelector('a.poster')?.getAttribute('href') ?? '';
}

/** @param {HTMLElement} clip */
function openVideo(clip) {
  const video = document.createElement('video');
  video.className = 'playing';
  video.controls = true;
  video.loop = true;
  video.playsInline = true;
  video.setAttribute('aria-label', fact(clip, 'name'));
  video.addEventListener('error', () => {
    video.replaceWith(make('p', 'This browser can not play the file, or it is not there any more.', 'missing'));
  });
  video.src = addressOf(clip);
  const stage = find(HTMLDivElement, '.stage', clip);
  find(HTMLAnchorElement, 'a.poster', stage).hidden = true;
  stage.append(video);
  return video;
}

/** @param {HTMLElement} clip */
function togglePlay(clip) {
  if (addressOf(clip) === '') return;
  const open = clip.querySelector('video.playing');
  const video = open instanceof HTMLVideoElement ? open : openVideo(clip);
  if (!video.paused) return video.pause();
  for (const other of clips) if (other !== clip) pauseClip(other);
  video.play().catch(() => { });
}

/** @param {HTMLElement} clip */
function pauseClip(clip) {
  const video = clip.querySelector('video.playing');
  if (video instanceof HTMLVideoElement) video.pause();
}

list.addEventListener('click', (event) => {
  const poster = event.target instanceof Element ? event.target.closest('a.poster') : null;
  const clip = poster?.closest('article');
  if (!(clip instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  togglePlay(clip);
  find(HTMLVideoElement, 'video.playing', clip).focus();
});

/** Without posters the first picture of a clip is read when it comes near. */
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting || !(target instanceof HTMLVideoElement)) continue;
    near.unobserve(target);
    target.preload = 'metadata';
    target.src = target.closest('a')?.getAttribute('href') ?? '';
  }
}, { rootMargin: '400px' });
for (const preview of document.querySelectorAll('video.preview')) near.observe(preview);
`;
