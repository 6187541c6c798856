import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';
import { videoCodecsSchema } from '../media/video-codecs.ts';
import { renditionSchema, transcodeStageSchema } from './transcode.ts';
import { videoStatuses, visibilities } from './video-words.ts';

export const visibilitySchema = z.enum(visibilities);
export const videoStatusSchema = z.enum(videoStatuses);
/** ISO 3166-1 alpha-2, as Cloudflare's `request.cf.country` gives it. */
const countrySchema = z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code in capitals');

/** A host, with its port if that is not the usual one; `*.` in front stands for all hosts below it. */
const embedDomainSchema = z
  .string()
  .max(260)
  .regex(
    /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9]\d{0,4})?$/,
    'must be a host in small letters, such as example.com or *.example.com',
  );

/** What a creator says about a video, at upload and later. */
export const videoDetailsSchema = z.object({
  title: z.string().trim().min(1).max(200),
  description: z.string().max(10_000).optional(),
  tags: z.array(z.string().trim().min(1).max(50)).max(30).optional(),
  category: z.string().max(50).optional(),
  language: z.string().max(35).optional(),
  visibility: visibilitySchema.optional(),
  /** What to offer the video in: H.264 and what is to be made beside it, in the background. Else as its channel says. */
  codecs: videoCodecsSchema.optional(),
});

export const updateVideoSchema = videoDetailsSchema.partial().extend({
  age_restricted: z.boolean().optional(),
  /** An empty list allows every country; the deny list wins. */
  geo_allow: z.array(countrySchema).max(250).optional(),
  geo_deny: z.array(countrySchema).max(250).optional(),
  /** Sites that may embed the video; an empty list allows every one. */
  embed_domains: z.array(embedDomainSchema).max(50).optional(),
  publish_at: z.iso.datetime().nullable().optional(),
  /** `null`: as its channel says. */
  codecs: videoCodecsSchema.nullable().optional(),
});

export const videoSchema = z.object({
  video_id: videoIdSchema,
  title: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  category: z.string().nullable(),
  language: z.string().nullable(),
  visibility: visibilitySchema,
  codecs: videoCodecsSchema,
  status: videoStatusSchema,
  playable: z.boolean(),
  age_restricted: z.boolean(),
  geo_allow: z.array(z.string()),
  geo_deny: z.array(z.string()),
  embed_domains: z.array(z.string()),
  /** Only its owner and moderators see a video that was taken down. */
  taken_down: z.object({ since: z.iso.datetime(), reason: z.string().nullable(), by_law: z.boolean() }).nullable(),
  publish_at: z.iso.datetime().nullable(),
  duration_sec: z.number().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  view_count: z.int(),
  like_count: z.int(),
  dislike_count: z.int(),
  channel: z.object({ channel_id: idSchema, handle: z.string(), name: z.string() }),
  created_at: z.iso.datetime(),
});

export const videoFailureSchema = z.object({
  code: z.enum([
    'unsupported_media',
    'corrupt_media',
    'limits_exceeded',
    'malware_found',
    'processing_failed',
    'upload_cancelled',
    'upload_expired',
  ]),
  /** Plain words for the creator. */
  message: z.string(),
});

/** `malware_scan`: the file waits for the scanner, or is being scanned; nothing is encoded before. */
export const videoStageSchema = z.enum(['malware_scan', ...transcodeStageSchema.options]);

export const videoStatusReportSchema = z.object({
  video_id: videoIdSchema,
  status: videoStatusSchema,
  /** Whole percent of the work after the upload, 0–100; never falls. */
  progress: z.int().min(0).max(100),
  stage: videoStageSchema.nullable(),
  playable: z.boolean(),
  renditions: z.array(renditionSchema),
  estimated_seconds_remaining: z.int().nullable(),
  /** While processing: percent of each stage and of each rendition by its name, as far as they are known. */
  details: z
    .object({ stages: z.record(z.string(), z.number()), renditions: z.record(z.string(), z.number()) })
    .optional(),
  error: videoFailureSchema.optional(),
});

export type Visibility = z.infer<typeof visibilitySchema>;
export type VideoStatus = z.infer<typeof videoStatusSchema>;
export type UpdateVideo = z.infer<typeof updateVideoSchema>;
export type Video = z.infer<typeof videoSchema>;
export type VideoStage = z.infer<typeof videoStageSchema>;
export type VideoFailure = z.infer<typeof videoFailureSchema>;
export type VideoStatusReport = z.infer<typeof videoStatusReportSchema>;
