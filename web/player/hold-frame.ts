/** Covers `video` with a picture of its current frame; the returned function takes it away. */
export function holdFrame(video: HTMLVideoElement): () => void {
  if (video.videoWidth === 0) return () => {};
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.className = 'held-frame';
  canvas.slot = 'poster'; // below the controls, above the video
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  video.parentElement?.append(canvas);
  return () => {
    const remove = () => canvas.remove();
    if (video.paused) setTimeout(remove, 300);
    else video.requestVideoFrameCallback(remove);
  };
}
