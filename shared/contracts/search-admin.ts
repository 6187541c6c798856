import * as z from 'zod';

export const searchIndexStatusSchema = z.object({
  engines: z.array(
    z.object({
      engine: z.enum(['fts', 'typesense']),
      /** In the index of the database, which there always is. */
      documents: z.int(),
      /** Changes that are not in the index yet. */
      changes_behind: z.int(),
      /** All documents are being made anew, or are about to be. */
      is_rebuilding: z.boolean(),
    }),
  ),
});
export const searchIndexCheckSchema = z.object({
  /** Videos that belong into the index and are not there. */
  missing_videos: z.int(),
  /** Documents of what is gone or hidden; at most a thousand are counted. */
  strays: z.int(),
});

export type SearchIndexStatus = z.infer<typeof searchIndexStatusSchema>;
export type SearchIndexCheck = z.infer<typeof searchIndexCheckSchema>;
