import type { Playback, ViewEvent } from '../../shared/contracts/playback.ts';
import type { AudioMenu } from './audio-menu.ts';
import { httpStatusOf } from './describe-error.ts';
import { followVideo } from './follow-video.ts';
import { holdFrame } from './hold-frame.ts';
import { type Format, loadShaka, type ShakaPlayer } from './load-shaka.ts';
import type { Rendition, RenditionList } from './rendition-list.ts';
import { createSessionKeeper, type SessionKeeper } from './session-keeper.ts';
import { showStoryboard } from './show-storyboard.ts';
import { createViewReporter } from './view-reporter.ts';

export type VideoPlayerOptions = {
  root: HTMLElement;
  video: HTMLVideoElement;
  videoId: string;
  session: Playback;
  renditions: RenditionList;
  audioMenu: AudioMenu;
  format: Format;
  startAtSec: number | null;
  onError: (error: unknown) => void;
};

const MAX_RECOVERY_PER_MINUTE = 3;

/** One <video> with Shaka Player behind it, loaded when it is first needed. */
export class VideoPlayer {
  shaka: ShakaPlayer | null = null;
  readonly sessions: SessionKeeper;
  readonly #options: VideoPlayerOptions;
  #starting: Promise<void> | null = null;
  #recoveries: number[] = [];
  /** Attaching a player pauses the element, so a "play" that came before is remembered. */
  #playAsked = false;
  /** Whether captions were on before the first video came in. */
  #hasCaptionTimes = false;

  constructor(options: VideoPlayerOptions) {
    this.#options = options;
    this.sessions = createSessionKeeper(options.videoId, options.session);
    options.renditions.onSelect = (rendition) => this.#select(rendition);
    options.audioMenu.onSelect = (language) => this.#hear(language);
    options.video.addEventListener('play', () => {
      this.#playAsked = true;
      void this.start();
    });
    const send = (event: ViewEvent['event'], positionSec: number) => this.#reportView(event, positionSec);
    followVideo(options.video, createViewReporter({ send, nowMs: () => performance.now() }));
  }

  get video(): HTMLVideoElement {
    return this.#options.video;
  }

  get format(): Format {
    return this.#options.format;
  }

  /** Fetches the player's code and the manifest, once. Resolves when the video can play. */
  start(): Promise<void> {
    this.#starting ??= this.#load().catch((error: unknown) => {
      this.#starting = null;
      this.#options.onError(error);
    });
    return this.#starting;
  }

  async playFrom(positionSec: number): Promise<void> {
    await this.start();
    this.video.currentTime = positionSec;
    this.video.scrollIntoView({ block: 'nearest' });
    await this.video.play().catch(() => undefined); // browsers may refuse; it stands at the right place all the same
  }

  /** Begins anew at the current position, after an error. */
  async retry(): Promise<void> {
    const positionSec = this.video.currentTime;
    try {
      const session = await this.sessions.renew();
      if (!this.shaka) await this.start();
      else await this.#open(this.shaka, session, positionSec);
      await this.video.play();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Goes on with `session`'s generation at the same position; the last frame stays on until then. */
  async moveTo(session: Playback): Promise<void> {
    const { shaka, video } = this;
    if (!shaka) return; // not started: the next start takes the newest session anyway
    const release = holdFrame(video);
    const wasPlaying = !video.paused && !video.ended;
    try {
      const positionSec = video.currentTime;
      await this.#open(shaka, session, positionSec);
      if (wasPlaying) await video.play();
    } finally {
      release();
    }
  }

  async #load(): Promise<void> {
    const { video, startAtSec, session } = this.#options;
    const library = await loadShaka(this.format);
    library.polyfill.installAll();
    if (!library.Player.isBrowserSupported()) throw { category: 4, code: 0, data: [] };
    const player = new library.Player();
    player.configure({
      streaming: { bufferingGoal: 30, bufferBehind: 30 },
      abr: { restrictToElementSize: true, ignoreDevicePixelRatio: false },
      // Of the codecs that play without stutter here, Shaka takes the one with the fewest bytes.
      preferredDecodingAttributes: ['smooth'],
    });
    player.getNetworkingEngine()?.registerRequestFilter(async (_type, request) => {
      request.uris = await Promise.all(request.uris.map((uri) => this.sessions.refreshUri(uri)));
    });
    player.addEventListener('error', (event) => void this.#recover((event as unknown as { detail: unknown }).detail));
    player.addEventListener('trackschanged', () => {
      this.#listRenditions();
      this.#listSounds();
    });
    player.addEventListener('textchanged', () => void this.#showCaptions());
    video.preload = 'auto'; // with "none" the browser would not open the MediaSource before play
    await player.attach(video);
    this.shaka = player;
    await this.#open(player, this.sessions.current, startAtSec ?? (session.resume_position_sec || undefined));
    this.#listRenditions();
    if (this.#playAsked) await video.play().catch(() => undefined); // refused without a gesture: the poster stays
  }

  /** Loads `session`'s set; the captions that were shown stay on, and the language that was heard. */
  async #open(shaka: ShakaPlayer, session: Playback, positionSec?: number): Promise<void> {
    const shown = shaka.getTextTracks().find(({ active }) => active);
    this.#hasCaptionTimes = shown !== undefined;
    const heard = shaka.getAudioTracks().find(({ active }) => active);
    shaka.configure({
      preferredText: shown ? [{ language: shown.language }] : [],
      preferredAudio: heard ? [{ language: heard.language }] : [],
    });
    await shaka.load(this.#urlOf(session), positionSec);
    showStoryboard(this.video, session.storyboard_url);
  }

  /**
   * Shaka learns where HLS captions lie in time from video that comes in after the first captions were chosen, and none
   * may come any more: so the set is opened again with them on.
   */
  async #showCaptions(): Promise<void> {
    const { shaka } = this;
    if (this.format !== 'hls' || this.#hasCaptionTimes || !shaka?.getTextTracks().some(({ active }) => active)) return;
    this.#hasCaptionTimes = true;
    await this.moveTo(this.sessions.current).catch(this.#options.onError);
  }

  /**
   * A session that ended early (something was revoked, a rotated key) is renewed under the running player. One whose
   * files are another encoding's by now is opened anew at the same position.
   */
  async #recover(error: unknown): Promise<void> {
    const nowMs = Date.now();
    this.#recoveries = this.#recoveries.filter((timeMs) => nowMs - timeMs < 60_000);
    const status = httpStatusOf(error);
    if ((status !== 401 && status !== 403) || this.#recoveries.length >= MAX_RECOVERY_PER_MINUTE) {
      this.#options.onError(error);
      return;
    }
    this.#recoveries.push(nowMs);
    try {
      const session = await this.sessions.renew();
      if (status === 401) this.shaka?.retryStreaming();
      else await this.moveTo(session);
    } catch (renewError) {
      this.#options.onError(renewError);
    }
  }

  #urlOf(session: Playback): string {
    return this.format === 'hls' ? session.hls_url : session.dash_url;
  }

  #listRenditions(): void {
    const byHeight = new Map<number, Rendition>();
    const variants = this.shaka?.getVariantTracks() ?? [];
    // One for each language and number of channels; a choice of quality keeps those that are heard now.
    const heard = variants.find(({ active }) => active);
    for (const { id, width, height, language, channelsCount } of variants) {
      if (heard && (heard.language !== language || heard.channelsCount !== channelsCount)) continue;
      if (width && height) byHeight.set(height, { id: String(id), width, height });
    }
    this.#options.renditions.replace([...byHeight.values()].sort((a, b) => b.height - a.height));
  }

  #select(rendition: Rendition | null): void {
    this.shaka?.configure({ abr: { enabled: rendition === null } });
    const track = this.shaka?.getVariantTracks().find(({ id }) => String(id) === rendition?.id);
    if (track) this.shaka?.selectVariantTrack(track, true);
  }

  /** One sound for each language, with as many channels as are heard now where there is such a one. */
  #soundByLanguage() {
    const tracks = this.shaka?.getAudioTracks() ?? [];
    const channels = tracks.find(({ active }) => active)?.channelsCount;
    const fits = (track: { channelsCount: number | null }) => Number(track.channelsCount === channels);
    return new Map(tracks.toSorted((a, b) => fits(a) - fits(b)).map((track) => [track.language, track]));
  }

  #listSounds(): void {
    const sounds = [...this.#soundByLanguage()].map(([language, { label }]) => ({
      language,
      label: label ?? language,
    }));
    const heard = this.shaka?.getAudioTracks().find(({ active }) => active);
    this.#options.audioMenu.show(sounds, heard?.language ?? '');
  }

  #hear(language: string): void {
    const track = this.#soundByLanguage().get(language);
    if (track) this.shaka?.selectAudioTrack(track);
  }

  #reportView(event: ViewEvent['event'], positionSec: number): void {
    const report: ViewEvent = {
      video_id: this.#options.videoId,
      session_id: this.#options.session.session_id,
      event,
      position_sec: positionSec,
      client_ts: new Date().toISOString(),
    };
    // Goes out even when the page is left. A lost one is not worth an error message.
    void fetch('/api/v1/views', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(report),
      keepalive: true,
    }).catch(() => undefined);
  }
}
