import * as z from 'zod';
import { idSchema, videoIdSchema } from '../ids.ts';

/** Body of a video's takedown. */
export const takeDownSchema = z.object({
  /** For the owner. */
  reason: z.string().trim().min(1).max(500).optional(),
  /** Because the law demands it: viewers are told so (451, RFC 7725) instead of finding nothing. */
  by_law: z.boolean().default(false),
});

export const peopleQuerySchema = z.object({
  /** How a username or an e-mail address begins. The answer is then one page, in alphabetical order. */
  q: z.string().trim().toLowerCase().min(1).max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: idSchema.optional(),
});

const countSchema = z.int().min(0);

const jobSchema = z.object({
  video_id: videoIdSchema.nullable(),
  job_id: z.string(),
  queue: z.string(),
  /** `prepare`, `first-rung`, `chunk` or `finish`; of a result, its kind. */
  stage: z.string(),
  attempts: countSchema,
  added_at: z.iso.datetime(),
});

export const queuesSchema = z.object({
  queues: z.array(
    z.object({
      queue: z.string(),
      waiting: countSchema,
      active: countSchema,
      delayed: countSchema,
      /** They wait for others. */
      waiting_children: countSchema,
      failed: countSchema,
      completed: countSchema,
    }),
  ),
  /** At most 50 of each queue. `progress` is the whole video's, in percent. */
  active: z.array(
    jobSchema.extend({ started_at: z.iso.datetime().nullable(), progress: z.number().min(0).max(100).nullable() }),
  ),
  /** The newest 100, one for each video: the job that is to blame. */
  failed: z.array(jobSchema.extend({ reason: z.string(), ended_at: z.iso.datetime().nullable() })),
});

export const serviceNames = ['database', 'redis', 'storage', 'search', 'transcoders', 'edge'] as const;

/** `idle`: nothing is wrong and nothing happens, as when no edge has asked for changes since origin started. */
export const serviceHealthSchema = z.object({
  service: z.enum(serviceNames),
  state: z.enum(['ok', 'failing', 'idle']),
  /** How long it took to answer. */
  latency_ms: z.number().min(0).nullable(),
  /** What is behind or connected, by name: `changes_behind`, `documents`, `connected`, `asked_sec_ago`. */
  figures: z.record(z.string(), z.number()),
});
export const healthReportSchema = z.object({ services: z.array(serviceHealthSchema) });

/** What the object store holds, from the daily measuring of every video. */
export const storageTotalsSchema = z.object({
  videos: countSchema,
  original_bytes: countSchema,
  media_bytes: countSchema,
  /** Of uploads that are under way, as they were announced. */
  open_upload_bytes: countSchema,
  /** The oldest measurement that counts here. */
  measured_since: z.iso.datetime().nullable(),
});

export type TakeDown = z.output<typeof takeDownSchema>;
export type PeopleQuery = z.output<typeof peopleQuerySchema>;
export type QueuesReport = z.output<typeof queuesSchema>;
export type ServiceName = (typeof serviceNames)[number];
export type ServiceHealth = z.output<typeof serviceHealthSchema>;
export type HealthReport = z.output<typeof healthReportSchema>;
export type StorageTotals = z.output<typeof storageTotalsSchema>;
