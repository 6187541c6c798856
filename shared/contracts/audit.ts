import * as z from 'zod';

/** Operators act on the command line, where nobody signs in; the system acts when something is due. */
const actorKindSchema = z.enum(['user', 'api_key', 'operator', 'system']);
export type AuditActorKind = z.output<typeof actorKindSchema>;

const objectKindSchema = z.enum([
  'user',
  'video',
  'channel',
  'comment',
  'report',
  'rule',
  'session',
  'playback_key',
  'api_key',
  'passkey',
  'identity',
  'mail',
  'installation',
]);
export type AuditObjectKind = z.output<typeof objectKindSchema>;

/** What is recorded: every use of a privilege, and every change of what protects an account. */
export const auditActionSchema = z.enum([
  'user.role_changed',
  'user.became_admin',
  'user.suspended',
  'user.restored',
  'user.password_changed',
  'user.password_reset',
  'user.email_change_asked',
  'user.email_changed',
  'user.signed_out_everywhere',
  'user.export_asked',
  'user.export_cancelled',
  'user.export_made',
  'user.erasure_asked',
  'user.erasure_cancelled',
  'user.erased',
  'second_factor.enabled',
  'second_factor.disabled',
  'second_factor.reset',
  'second_factor.codes_renewed',
  'passkey.added',
  'passkey.removed',
  'identity.linked',
  'identity.unlinked',
  'api_key.created',
  'api_key.revoked',
  'admin.invited',
  'mail.read',
  'session.revoked',
  'playback_key.revoked',
  'channel.verified',
  'channel.unverified',
  'channel.offered',
  'channel.offer_withdrawn',
  'channel.transferred',
  'channel.member_set',
  'channel.member_removed',
  'video.taken_down',
  'video.restored',
  'video.retried',
  'video.jobs_cancelled',
  'storage.reconciled',
  'comment.approved',
  'comment.held',
  'comment.rejected',
  'comment.deleted',
  'report.decided',
  'moderation.rules_changed',
  'search.rebuild_asked',
  'search.rules_changed',
]);
export type AuditAction = z.output<typeof auditActionSchema>;

/** Facts that are neither secret nor about a person: no names, addresses or free text, which an erasure could not reach. */
export type AuditDetail = Record<string, string | number | boolean | null>;

export const auditEntrySchema = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  actor_kind: actorKindSchema,
  /** A pseudonym, which outlives the person. */
  actor: z.string().nullable(),
  /** Unless they have been erased. */
  actor_username: z.string().nullable(),
  action: auditActionSchema,
  object_kind: objectKindSchema,
  object_id: z.string(),
  object_username: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  request_id: z.string().nullable(),
  address_hash: z.string().nullable(),
  hash: z.string(),
});

export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), next_cursor: z.string().nullable() });
export type AuditEntry = z.output<typeof auditEntrySchema>;
export type AuditPage = z.output<typeof auditPageSchema>;

export const auditQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
  /** The username of who did it. */
  actor: z.string().min(1).max(64).optional(),
  action: auditActionSchema.optional(),
  /** The id of what it was done to; of a user the username. */
  object: z.string().min(1).max(64).optional(),
});
export type AuditQuery = z.output<typeof auditQuerySchema>;

/** The last row of a chain, to be kept where the database is not: `SEQ:HASH`. */
export const auditAnchorSchema = z.string().regex(/^\d{1,15}:[0-9a-f]{64}$/, 'must look like 42:9f86d0…');

export const auditVerdictSchema = z.object({
  intact: z.boolean(),
  rows: z.number().int(),
  /** The first row that is not what was written; null when all are. */
  broken_seq: z.number().int().nullable(),
  problem: z.enum(['altered', 'missing', 'cut_off']).nullable(),
  anchor: auditAnchorSchema.nullable(),
});
export type AuditVerdict = z.output<typeof auditVerdictSchema>;
