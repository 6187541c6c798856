/** To what of a person's a column points. */
export type Link = 'user' | 'email' | 'channel' | 'video' | 'comment' | 'playlist';

export type PersonalTable = {
  /** The columns that lead from a row to a person; a row is theirs when one of them does. */
  found: Readonly<Record<string, Link>>;
  /** Columns that say something about a person and lead to nobody. */
  holds?: readonly string[];
  /**
   * The file of the archive with the rows, `by` fewer columns where the others are of other people, `without` secrets
   * and what names others. Else why the rows are not in it.
   */
  export: { file: string; by?: readonly string[]; without?: readonly string[] } | { none: string };
  /**
   * `rows`: they are deleted. `unlink`: these columns are emptied and the rows stay. `step`: a step of its own
   * (erasure/steps.ts) takes care of them. `kept`: they stay, and why.
   */
  erase: 'rows' | 'step' | { unlink: readonly string[] } | { kept: string };
};

const byUser = { user_id: 'user' } as const;
const ownedByUser = { owner_id: 'user' } as const;

/**
 * Every table with a column about a person: what an archive holds of it, and what erasure does with it. A table that is
 * missing here fails personal-data.test.ts. Rows are deleted in this order, so whatever refers to another stands first.
 */
export const personalData = {
  account_tokens: { found: byUser, holds: ['email'], export: { none: 'links that sign in' }, erase: 'rows' },
  sign_ups: {
    ...{ found: { email: 'email' }, holds: ['birth_date'], erase: 'rows' },
    export: { none: 'sign-ups that wait for the address, for two days' },
  },
  sign_in_challenges: { found: byUser, export: { none: 'sign-ins under way, for minutes' }, erase: 'rows' },
  recovery_codes: { found: byUser, export: { none: 'hashes of secrets' }, erase: 'rows' },
  second_factors: { found: byUser, export: { file: 'second-factor', without: ['sealed_secret'] }, erase: 'rows' },
  passkeys: { found: byUser, export: { file: 'passkeys' }, erase: 'rows' },
  identities: { found: byUser, holds: ['email'], export: { file: 'identities' }, erase: 'rows' },
  refresh_tokens: { found: byUser, export: { none: 'hashes of secrets' }, erase: 'rows' },
  sessions: {
    ...{ found: byUser, holds: ['ip_address', 'user_agent'] },
    ...{ export: { file: 'sessions', without: ['token'] }, erase: 'rows' },
  },
  accounts: {
    found: byUser,
    export: {
      file: 'ways-to-sign-in',
      without: ['password', 'access_token', 'refresh_token', 'id_token', 'account_id'],
    },
    erase: 'rows',
  },
  api_keys: { found: byUser, export: { file: 'api-keys', without: ['key_hash'] }, erase: 'rows' },
  idempotency_keys: { found: byUser, export: { none: 'copies of answers, for a day' }, erase: 'rows' },
  comment_votes: { found: byUser, export: { file: 'comment-votes' }, erase: 'step' },
  comment_edits: { found: { comment_id: 'comment' }, export: { file: 'comment-edits' }, erase: 'step' },
  comment_mentions: {
    ...{ found: { channel_id: 'channel' }, export: { none: "other people's comments" }, erase: 'rows' },
  },
  comments: { found: { author_id: 'user' }, export: { file: 'comments', without: ['score'] }, erase: 'step' },
  subscriptions: {
    ...{ found: { user_id: 'user', channel_id: 'channel' }, erase: 'step' },
    export: { file: 'subscriptions', by: ['user_id'] },
  },
  feed_items: { found: byUser, export: { none: 'made from the subscriptions' }, erase: 'rows' },
  publications: { found: { channel_id: 'channel' }, export: { none: 'what is in videos.json' }, erase: 'rows' },
  video_ratings: { found: byUser, export: { file: 'video-ratings' }, erase: 'step' },
  reports: { found: { reporter_id: 'user' }, export: { file: 'reports' }, erase: 'rows' },
  channel_standings: {
    ...{ found: { user_id: 'user', channel_id: 'channel' }, erase: 'rows' },
    export: { none: 'whom a channel lets comment is its own decision, and about others' },
  },
  channel_moderation: { found: { channel_id: 'channel' }, export: { file: 'comment-rules' }, erase: 'rows' },
  // In what others were told, the database itself empties `actor_id` with the account.
  notification_events: {
    ...{ found: byUser, holds: ['actor_id'], export: { none: 'what notifications are counted from' }, erase: 'rows' },
  },
  notifications: { found: byUser, export: { file: 'notifications' }, erase: 'rows' },
  notification_digests: {
    ...{ found: byUser, holds: ['mail_id'], export: { none: 'mails that are due within minutes' }, erase: 'rows' },
  },
  notification_settings: {
    ...{ found: byUser, holds: ['mailed_kinds', 'mail_language'], erase: 'rows' },
    export: { file: 'notification-settings' },
  },
  notification_muted_channels: {
    ...{ found: { user_id: 'user', channel_id: 'channel' }, erase: 'rows' },
    export: { file: 'muted-channels', by: ['user_id'] },
  },
  not_interested: { found: byUser, export: { file: 'not-interested' }, erase: 'rows' },
  impressions: { found: byUser, export: { file: 'suggestions-shown' }, erase: 'rows' },
  discovery_signals: { found: byUser, export: { none: 'attention not counted yet, for seconds' }, erase: 'rows' },
  watch_history: { found: byUser, export: { file: 'watch-history' }, erase: 'rows' },
  history_settings: { found: byUser, export: { file: 'history-settings' }, erase: 'rows' },
  view_sessions: { found: byUser, export: { file: 'views' }, erase: { unlink: ['user_id'] } },
  playlist_items: { found: { playlist_id: 'playlist' }, export: { file: 'playlist-items' }, erase: 'rows' },
  playlists: { found: ownedByUser, export: { file: 'playlists' }, erase: 'rows' },
  video_shares: {
    ...{ found: { user_id: 'user', video_id: 'video' }, erase: 'rows' },
    export: { file: 'shared-with-you', by: ['user_id'] },
  },
  uploads: {
    ...{ found: byUser, export: { file: 'uploads', without: ['object_key', 'store_upload_id'] } },
    erase: 'step',
  },
  videos: { found: ownedByUser, export: { file: 'videos' }, erase: 'step' },
  channel_transfers: {
    found: { from_user_id: 'user', to_user_id: 'user', channel_id: 'channel' },
    export: { file: 'channel-transfers', by: ['from_user_id'], without: ['to_user_id'] },
    erase: 'rows',
  },
  channel_members: {
    ...{ found: { user_id: 'user', channel_id: 'channel' }, erase: 'rows' },
    export: { file: 'channel-memberships', by: ['user_id'] },
  },
  retired_handles: { found: { channel_id: 'channel' }, export: { file: 'former-handles' }, erase: 'rows' },
  channels: { found: ownedByUser, export: { file: 'channels' }, erase: 'step' },
  data_exports: { found: byUser, export: { file: 'exports', without: ['active_for'] }, erase: 'rows' },
  mails: { found: { to_address: 'email' }, export: { file: 'mails', without: ['text', 'html'] }, erase: 'rows' },
  audit_people: { found: byUser, export: { none: 'the pseudonym of audit.json' }, erase: 'step' },
  users: {
    found: { id: 'user' },
    holds: ['email', 'email_verified', 'birth_date'],
    ...{ export: { file: 'profile' }, erase: 'step' },
  },
  audit_log: {
    ...{ found: {}, holds: ['address_hash', 'actor'], export: { none: 'audit.json is made from it' } },
    erase: { kept: 'proof of what was done, under a pseudonym that then leads to nobody' },
  },
  erasures: { found: byUser, export: { none: 'what is in the profile' }, erase: 'step' },
  refused_addresses: {
    ...{ found: {}, holds: ['address_hash'], export: { none: 'of people who have no account' } },
    erase: { kept: 'only with KINORA_REFUSE_ERASED_ADDRESSES: a keyed hash, so that the address cannot sign up again' },
  },
} as const satisfies Record<string, PersonalTable>;
