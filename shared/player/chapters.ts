export type Chapter = { startSec: number; title: string };

const MIN_CHAPTERS = 3;
const MAX_CHAPTERS = 200;
const MIN_CHAPTER_SEC = 10;

// A time at the beginning of a line, in brackets or after a bullet at most, and the title after it.
const LINE = /^[\s\-–—*•]*[([]?(?<time>(?:\d{1,2}:[0-5]\d|\d{1,3}):[0-5]\d)[)\]]?(?<title>\D.*)$/u;

/**
 * The chapters that a description names, each on a line of its own (`0:00 Intro`). Empty unless it follows the rules that
 * creators know from YouTube: the first at 0:00, at least three, in order, none shorter than ten seconds.
 */
export function parseChapters(description: string, durationSec: number): Chapter[] {
  const chapters = description.split(/[\r\n]+/).flatMap((line): Chapter[] => {
    const { time, title = '' } = LINE.exec(line)?.groups ?? {};
    const words = title.replace(/^[\s\-–—:|.)\]]+/u, '').trim();
    return time === undefined || words === '' ? [] : [{ startSec: secondsOf(time), title: words }];
  });
  const ends = [...chapters.slice(1).map(({ startSec }) => startSec), durationSec];
  const isLongEnough = chapters.every(({ startSec }, index) => (ends[index] ?? 0) - startSec >= MIN_CHAPTER_SEC);
  const isMarked = chapters[0]?.startSec === 0 && chapters.length >= MIN_CHAPTERS && chapters.length <= MAX_CHAPTERS;
  return isMarked && isLongEnough ? chapters : [];
}

/** The chapters as WebVTT (W3C WebVTT §1.6, chapters text track), which browsers and the seek bar understand. */
export function chaptersVtt(chapters: readonly Chapter[], durationSec: number): string {
  const cues = chapters.map(({ startSec, title }, index) => {
    const endSec = chapters[index + 1]?.startSec ?? durationSec;
    return `${timestamp(startSec)} --> ${timestamp(endSec)}\n${escapeText(title)}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

function secondsOf(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** `HH:MM:SS.mmm`. */
function timestamp(timeSec: number): string {
  const totalMs = Math.round(timeSec * 1000);
  const two = (value: number) => String(Math.floor(value) % 60).padStart(2, '0');
  const hours = String(Math.floor(totalMs / 3_600_000)).padStart(2, '0');
  return `${hours}:${two(totalMs / 60_000)}:${two(totalMs / 1000)}.${String(totalMs % 1000).padStart(3, '0')}`;
}

/** Nothing of a title is markup, and none may end its cue. */
function escapeText(title: string): string {
  return title.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
