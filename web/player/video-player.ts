import type { Playback } from '../../shared/contracts/playback.ts';
import { ApiError } from '../api.ts';
import type { AudioMenu } from './audio-menu.ts';
import { createShaka } from './create-shaka.ts';
import { followVideo } from './follow-video.ts';
import { holdFrame } from './hold-frame.ts';
import { type Format, loadShaka, type Shaka, type ShakaPlayer } from './load-shaka.ts';
import { MissingSegments } from './missing-segments.ts';
import { otherRendition } from './other-rendition.ts';
import { Recovery } from './recovery.ts';
import type { RenditionList } from './rendition-list.ts';
import { sendView } from './send-view.ts';
import { createSessionKeeper, type SessionKeeper } from './session-keeper.ts';
import { isShakaError } from './shaka-errors.ts';
import { showStoryboard } from './show-storyboard.ts';
import { TrackMenus } from './track-menus.ts';
import { createViewReporter } from './view-reporter.ts';

export type PlayerEvents = {
  /** Trouble that ends by itself; null once it has. */
  onWaiting(kind: 'network' | 'busy' | null): void;
  onFailed(error: unknown): void;
  /** A part of the video is missing and was passed over. */
  onSkipped(): void;
  /** What could not be decoded was left for another rendition. */
  onOtherRendition(): void;
};

export type VideoPlayerOptions = {
  video: HTMLVideoElement;
  videoId: string;
  session: Playback;
  renditions: RenditionList;
  audioMenu: AudioMenu;
  format: Format;
  startAtSec: number | null;
  /** Language of the captions to begin with; null for none. */
  captions: () => string | null;
  events: PlayerEvents;
};

/** One <video> with Shaka Player behind it, loaded when it is first needed. */
export class VideoPlayer {
  shaka: ShakaPlayer | null = null;
  readonly sessions: SessionKeeper;
  readonly #options: VideoPlayerOptions;
  readonly #menus: TrackMenus;
  readonly #recovery: Recovery;
  readonly #missing = new MissingSegments();
  readonly #failed = new Set<string>();
  #storyboardUrl: string | null = null;
  #starting: Promise<void> | null = null;
  /** A set is open: its manifest has been read. */
  #isOpen = false;
  /** Where the set is opened that is opened next. */
  #openAtSec: number | undefined;
  /** Attaching a player pauses the element, so that the viewer wants it to play is remembered. */
  #isPlayWanted = false;
  /** Whether captions were on before the first video came in. */
  #hasCaptionTimes = false;

  constructor(options: VideoPlayerOptions) {
    this.#options = options;
    const { video, videoId, session, events } = options;
    this.sessions = createSessionKeeper(videoId, session);
    this.#openAtSec = options.startAtSec ?? (session.resume_position_sec || undefined);
    this.#menus = new TrackMenus(options);
    this.#recovery = new Recovery({
      renew: () => this.sessions.renew(),
      goOn: () => this.#goOn(),
      moveTo: (newer) => this.moveTo(newer),
      isPlaying: (newer) => this.#isOpen && generationOf(newer.hls_url) === generationOf(this.shaka?.getAssetUri()),
      skip: (uri) => this.#missing.note(uri) && this.#jumpOverHole(),
      playAnother: () => this.#playAnother(),
      onWaiting: events.onWaiting,
      onFailed: events.onFailed,
      nowMs: () => performance.now(),
    });
    video.addEventListener('play', () => {
      this.#isPlayWanted = true;
      void this.start();
    });
    video.addEventListener('pause', () => {
      if (this.#isOpen) this.#isPlayWanted = false;
    });
    for (const event of ['timeupdate', 'waiting'] as const) video.addEventListener(event, () => this.#jumpOverHole());
    addEventListener('online', () => this.#recovery.wake());
    const { session_id } = session;
    const reporter = createViewReporter({
      send: (event, position_sec) => sendView({ video_id: videoId, session_id, event, position_sec }),
      nowMs: () => performance.now(),
    });
    followVideo(video, reporter);
  }

  get video(): HTMLVideoElement {
    return this.#options.video;
  }

  get format(): Format {
    return this.#options.format;
  }

  /** Fetches the player's code and the manifest, once. Resolves when the video can play, or the trouble is known. */
  start(): Promise<void> {
    this.#starting ??= this.#load()
      .catch((error: unknown) => this.#recovery.handle(error))
      .then(() => {
        if (!this.#isOpen) this.#starting = null; // the next attempt is the viewer's
      });
    return this.#starting;
  }

  async seekTo(positionSec: number): Promise<void> {
    await this.start();
    this.video.currentTime = positionSec;
  }

  async playFrom(positionSec: number): Promise<void> {
    await this.seekTo(positionSec);
    this.video.scrollIntoView({ block: 'nearest' });
    await this.video.play().catch(() => undefined); // browsers may refuse; it stands at the right place all the same
  }

  /** The viewer asks to try again: what waits does so at once, what had failed begins anew at the same place. */
  async retry(): Promise<void> {
    this.#isPlayWanted = true;
    if (this.#recovery.wake()) return;
    try {
      const session = await this.sessions.renew();
      if (this.shaka) await this.moveTo(session);
      else await this.start();
    } catch (error) {
      await this.#recovery.handle(error);
    }
  }

  /** Goes on with `session`'s generation, at the same position or `atSec`; the last frame stays on until then. */
  async moveTo(session: Playback, atSec?: number): Promise<void> {
    const { shaka, video } = this;
    if (!shaka) return; // not started: the next start takes the newest session anyway
    const release = holdFrame(video);
    try {
      if (this.#isOpen) this.#openAtSec = atSec ?? video.currentTime;
      await this.#open(shaka, session);
    } finally {
      release();
    }
  }

  async #load(): Promise<void> {
    const library = await loadShaka(this.format).catch(() => {
      throw new ApiError('network', 'the player could not be fetched');
    });
    // Attaching takes a wish to play back, with its event where that has not been told yet.
    if (!this.video.paused) this.#isPlayWanted = true;
    this.shaka ??= await this.#create(library);
    await this.#open(this.shaka, this.sessions.current);
  }

  async #create(library: Shaka): Promise<ShakaPlayer> {
    const player = await createShaka(library, this.video, {
      refreshUri: async (uri) => {
        const fresh = await this.sessions.refreshUri(uri);
        if (this.#isOpen) this.#showStoryboard(this.sessions.current);
        return fresh;
      },
      onAsked: (uri, span) => this.#missing.onAsked(uri, span),
      onArrived: (uri) => {
        this.#missing.onArrived(uri);
        this.#recovery.onArrived();
      },
      onError: (error) => {
        // What Shaka stumbles over in the set that it is just leaving is no trouble of the next one's.
        if (this.#isOpen || isShakaError(error)) void this.#recovery.handle(error);
      },
    });
    player.addEventListener('textchanged', () => void this.#showCaptions());
    this.#menus.follow(player);
    return player;
  }

  /** Loads `session`'s set; the captions that were shown stay on, and the language that was heard. */
  async #open(shaka: ShakaPlayer, session: Playback): Promise<void> {
    const shown = shaka.getTextTracks().find(({ active }) => active);
    const captions = shown ? shown.language : this.#isOpen ? null : this.#options.captions();
    this.#hasCaptionTimes = captions !== null;
    const heard = shaka.getAudioTracks().find(({ active }) => active);
    shaka.configure({
      preferredText: captions ? [{ language: captions }] : [],
      preferredAudio: heard ? [{ language: heard.language }] : [],
    });
    this.#isOpen = false;
    await shaka.load(this.format === 'hls' ? session.hls_url : session.dash_url, this.#openAtSec);
    this.#isOpen = true;
    this.#showStoryboard(session);
    this.#menus.list();
    if (this.#isPlayWanted) await this.video.play().catch(() => undefined); // refused without a gesture: the poster stays
  }

  /** Its pictures are fetched by the page, with the token that is in their address. */
  #showStoryboard({ storyboard_url: url }: Playback): void {
    if (this.#storyboardUrl === url) return;
    this.#storyboardUrl = url;
    showStoryboard(this.video, url);
  }

  async #goOn(): Promise<void> {
    if (this.#isOpen && this.shaka?.retryStreaming()) return;
    if (this.shaka) await this.#open(this.shaka, this.sessions.current);
    else await this.#load();
  }

  /**
   * Shaka learns where HLS captions lie in time from video that comes in after the first captions were chosen, and none
   * may come any more: so the set is opened again with them on.
   */
  async #showCaptions(): Promise<void> {
    const { shaka } = this;
    if (this.format !== 'hls' || this.#hasCaptionTimes || !shaka?.getTextTracks().some(({ active }) => active)) return;
    this.#hasCaptionTimes = true;
    await this.moveTo(this.sessions.current).catch((error: unknown) => this.#recovery.handle(error));
  }

  #jumpOverHole(): boolean {
    const { video } = this;
    const toSec = this.#missing.jumpFrom(video.currentTime, video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);
    if (toSec === null) return true;
    this.#options.events.onSkipped();
    if (toSec < video.duration) {
      // Else Shaka begins two seconds before where it is sent to, which is in the hole.
      this.shaka?.configure({ streaming: { inaccurateManifestTolerance: 0 } });
      void this.moveTo(this.sessions.current, toSec).catch((error: unknown) => this.#recovery.handle(error));
    } else video.pause(); // it was the last
    return true;
  }

  async #playAnother(): Promise<boolean> {
    const tracks = this.shaka?.getVariantTracks() ?? [];
    const other = otherRendition(tracks, this.#failed);
    if (!other) return false;
    this.shaka?.configure({ ...other, abr: { enabled: true } });
    await this.moveTo(this.sessions.current);
    this.#options.events.onOtherRendition();
    return true;
  }
}

/** Which encoding of a video `url` belongs to. */
export function generationOf(url: string | null | undefined): string | null {
  return /\/p\/[^/]+\/[^/]+\/([^/]+)\//.exec(url ?? '')?.[1] ?? null;
}
