import * as z from 'zod';
import type { SourceInfo } from '../../shared/contracts/transcode.ts';
import { canonicalLanguage } from '../../shared/media/languages.ts';
import type { Container } from '../../shared/media/sniff-container.ts';
import type { ProbedAudio } from '../plan/audio-plan.ts';
import { chooseFrameRate, type FrameRate, parseFrameRate, perSecond } from './frame-rate.ts';

/** All that planning needs to know of a source beyond what is told to others. */
export type Probe = {
  info: SourceInfo;
  container: Container;
  /** Streams of any type, for the limit. */
  streamCount: number;
  /** Of the whole file as its header says; 0 when it does not say. */
  durationSec: number;
  video: ProbedVideo | null;
  /** ffmpeg's index of the audio stream that plays first. */
  audioStreamIndex: number | null;
  audioLanguage: string | null;
  audioStreams: ProbedAudio[];
  /** Subtitles made of text; those made of pictures are left out. */
  textStreams: ProbedText[];
};

export type ProbedText = {
  streamIndex: number;
  /** Canonical BCP 47; `null` when unknown. */
  language: string | null;
  isDefault: boolean;
  /** Only what is foreign in the picture, for those who need no captions otherwise. */
  isForced: boolean;
};

export type ProbedVideo = {
  /** Of the picture; where it is drawn, of the sound. */
  streamIndex: number;
  /** There is no picture but that which is drawn from the sound. */
  isDrawn: boolean;
  codec: string;
  codedWidth: number;
  codedHeight: number;
  /** After rotation and sample aspect ratio. */
  displayWidth: number;
  displayHeight: number;
  frameRate: FrameRate;
  interlaced: boolean;
  /** The stream itself says so; many that are progressive say nothing. */
  isProgressive: boolean;
  /** Pixels are as wide as high. */
  isSquare: boolean;
  /** As ffprobe calls it: `High`. */
  profile: string | null;
  level: number | null;
  hdr: 'pq' | 'hlg' | null;
  /** Of the video stream alone; `null` when the container does not say. */
  durationSec: number | null;
};

const number = z.coerce.number().optional().catch(undefined);
const streamSchema = z.object({
  index: z.int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  profile: z.string().optional(),
  level: z.int().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  pix_fmt: z.string().optional(),
  sample_aspect_ratio: z.string().optional(),
  field_order: z.string().optional(),
  color_transfer: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  duration: number,
  start_time: number,
  channels: z.int().optional(),
  sample_rate: number,
  tags: z.record(z.string(), z.string()).optional(),
  disposition: z.record(z.string(), z.number()).optional(),
  side_data_list: z.array(z.looseObject({ rotation: number })).optional(),
});
type Stream = z.infer<typeof streamSchema>;

const ffprobeSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z.object({ format_name: z.string(), start_time: number, duration: number, bit_rate: number }),
});

/** Reads ffprobe's `-show_format -show_streams -of json`. Throws when it is something else. */
export function parseProbe(json: string, container: Container, options: { maxFrameRate: number }): Probe {
  const { streams, format } = ffprobeSchema.parse(JSON.parse(json));
  const videoStream = streams.find((stream) => stream.codec_type === 'video' && !stream.disposition?.attached_pic);
  const audioStreams = streams.filter((stream) => stream.codec_type === 'audio' && (stream.channels ?? 0) > 0);
  const audio = audioStreams.find((stream) => stream.disposition?.default) ?? audioStreams[0];
  const video = videoStream?.width && videoStream.height ? parseVideo(videoStream, options.maxFrameRate) : null;
  const durationSec = lengthOf(format, container) ?? video?.durationSec ?? 0;
  return {
    container,
    streamCount: streams.length,
    durationSec,
    video,
    audioStreamIndex: audio?.index ?? null,
    audioLanguage: audio ? languageOf(audio) : null,
    audioStreams: audioStreams.map((stream) => ({
      streamIndex: stream.index,
      language: languageOf(stream),
      channels: stream.channels ?? 0,
      isDefault: stream.disposition?.default === 1,
    })),
    textStreams: streams
      .filter((stream) => stream.codec_type === 'subtitle' && textCodecs.has(stream.codec_name ?? ''))
      .map((stream) => ({
        streamIndex: stream.index,
        language: languageOf(stream),
        isDefault: stream.disposition?.default === 1,
        isForced: stream.disposition?.forced === 1,
      })),
    info: {
      container: format.format_name.slice(0, 100),
      duration_sec: durationSec,
      bitrate_bps: format.bit_rate ? Math.round(format.bit_rate) : null,
      video:
        video && videoStream
          ? {
              codec: video.codec,
              width: video.displayWidth,
              height: video.displayHeight,
              frame_rate: Number(perSecond(video.frameRate).toFixed(3)),
              rotation_deg: rotationOf(videoStream),
              pixel_format: videoStream.pix_fmt ?? 'unknown',
              interlaced: video.interlaced,
              hdr: video.hdr,
            }
          : null,
      audio: audioStreams.map((stream) => ({
        codec: stream.codec_name ?? 'unknown',
        channels: stream.channels ?? 0,
        sample_rate_hz: Math.round(stream.sample_rate ?? 0),
        language: languageOf(stream),
      })),
    },
  };
}

function parseVideo(stream: Stream, maxFrameRate: number): ProbedVideo {
  const [codedWidth, codedHeight] = [stream.width ?? 0, stream.height ?? 0];
  const squareWidth = Math.max(1, Math.round(codedWidth * sampleAspect(stream.sample_aspect_ratio)));
  const isTurned = rotationOf(stream) % 180 !== 0;
  const interlaced = ['tt', 'bb', 'tb', 'bt'].includes(stream.field_order ?? '');
  return {
    streamIndex: stream.index,
    isDrawn: false,
    codec: stream.codec_name ?? 'unknown',
    codedWidth,
    codedHeight,
    displayWidth: isTurned ? codedHeight : squareWidth,
    displayHeight: isTurned ? squareWidth : codedHeight,
    frameRate: chooseFrameRate({
      nominal: parseFrameRate(stream.r_frame_rate),
      average: parseFrameRate(stream.avg_frame_rate),
      interlaced,
      maximum: maxFrameRate,
    }),
    interlaced,
    isProgressive: stream.field_order === 'progressive',
    isSquare: squareWidth === codedWidth,
    profile: stream.profile ?? null,
    level: stream.level ?? null,
    hdr: stream.color_transfer === 'smpte2084' ? 'pq' : stream.color_transfer === 'arib-std-b67' ? 'hlg' : null,
    durationSec: positive(stream.duration) ?? taggedDuration(stream),
  };
}

/** These containers' headers count from time zero, also when the first picture comes much later. */
function lengthOf(format: { start_time?: number | undefined; duration?: number | undefined }, container: Container) {
  const countsFromZero = container === 'matroska' || container === 'mov';
  const length = (format.duration ?? 0) - (countsFromZero ? Math.max(0, format.start_time ?? 0) : 0);
  return positive(Number(length.toFixed(6))) ?? positive(format.duration);
}

/** Clockwise degrees to show the picture upright: 0, 90, 180 or 270; other angles are left alone, as ffmpeg does. */
function rotationOf(stream: Stream): number {
  const matrix = stream.side_data_list?.find((entry) => entry.rotation !== undefined)?.rotation;
  const clockwise = matrix === undefined ? Number(stream.tags?.rotate ?? 0) : -matrix;
  const turned = ((Math.round(clockwise) % 360) + 360) % 360;
  return turned % 90 === 0 ? turned : 0;
}

/** 1 for absent, `0:1` and absurd ratios, which real files carry by mistake. */
function sampleAspect(text: string | undefined): number {
  const [, num, den] = /^(\d+):(\d+)$/.exec(text ?? '') ?? [];
  const ratio = Number(num) / Number(den);
  return ratio > 0.1 && ratio < 10 ? ratio : 1;
}

const textCodecs = new Set(['subrip', 'srt', 'webvtt', 'mov_text', 'ass', 'ssa', 'text', 'subviewer', 'microdvd']);

function languageOf(stream: Stream): string | null {
  return canonicalLanguage(stream.tags?.language ?? '');
}

/**
 * What Matroska files say of one track in a tag, `00:01:02.500000000`: what their header says is that of the longest
 * track, and captions often outlast the picture.
 */
function taggedDuration(stream: Stream): number | null {
  const [, text] = Object.entries(stream.tags ?? {}).find(([name]) => /^DURATION(-[a-z]{2,3})?$/i.test(name)) ?? [];
  const [, hours, minutes, seconds] = /^(\d+):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  // The tag counts from zero, not from where the track begins.
  return positive(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) - Math.max(0, stream.start_time ?? 0));
}

const positive = (value: number | undefined): number | null => (value !== undefined && value > 0 ? value : null);
