/** Gives media-chrome's seek bar its pictures: it looks for a track of this kind and label on the <video>. */
export function showStoryboard(video: HTMLVideoElement, url: string | null): void {
  video.querySelector('track[label="thumbnails"]')?.remove();
  if (url === null) return;
  const track = document.createElement('track');
  Object.assign(track, { kind: 'metadata', label: 'thumbnails', default: true, src: url });
  video.append(track);
}
