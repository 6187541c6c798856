import * as z from 'zod';
import {
  type Me,
  meSchema,
  type Session,
  type SignIn,
  type SignUp,
  type SignUpAsked,
  sessionSchema,
  signUpAskedSchema,
} from '../contracts/auth.ts';
import {
  type CommentAction,
  type CommentFacts,
  type CommentSort,
  type Comments,
  type CommentVote,
  commentFactsSchema,
  commentsSchema,
  commentVoteSchema,
  type Replies,
  repliesSchema,
} from '../contracts/comments.ts';
import { type Playback, playbackSchema, type ViewEvent } from '../contracts/playback.ts';
import {
  type CompleteUpload,
  type CreateUpload,
  signedPartsSchema,
  type UploadCompleted,
  type UploadCreated,
  type UploadList,
  type UploadPartUrl,
  type UploadStatus,
  uploadCompletedSchema,
  uploadCreatedSchema,
  uploadListSchema,
  uploadStatusSchema,
} from '../contracts/uploads.ts';
import {
  type UpdateVideo,
  type Video,
  type VideoStatusReport,
  videoSchema,
  videoStatusReportSchema,
} from '../contracts/videos.ts';
import { AppError, type ErrorCode, errorStatus, isErrorBody } from '../errors.ts';
import { consistencyHeader, idempotencyKeyHeader } from '../http-headers.ts';

export type ApiClientOptions = {
  /** The public host, for example `http://127.0.0.1:8787`. */
  baseUrl: string;
  accessToken?: string;
  fetch?: typeof fetch;
};

const signUpAnswerSchema = z.union([sessionSchema, signUpAskedSchema]);

export type ApiClient = ReturnType<typeof createApiClient>;

/**
 * The HTTP API as functions. Answers are checked against the contracts; an error answer is thrown
 * as the `AppError` it carries, an answer that is not Kinora's as `bad_gateway`.
 */
export function createApiClient(options: ApiClientOptions) {
  const send = options.fetch ?? fetch;
  /** Of the last write: what is read next shall show it. */
  let consistency: string | null = null;

  async function call<T>(
    method: string,
    path: string,
    schema: z.ZodType<T> | null,
    body?: unknown,
    idempotencyKey?: string,
  ): Promise<T> {
    const response = await send(`${options.baseUrl}/api/v1${path}`, {
      method,
      headers: {
        ...(options.accessToken ? { authorization: `Bearer ${options.accessToken}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { [idempotencyKeyHeader]: idempotencyKey }),
        ...(consistency === null ? {} : { [consistencyHeader]: consistency }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    consistency = response.headers.get(consistencyHeader) ?? consistency;
    const text = await response.text();
    const answer = text === '' ? undefined : parseJson(text);
    if (!response.ok) throw toAppError(response, answer);
    return schema === null ? (undefined as T) : schema.parse(answer); // null only where T is void
  }

  return {
    /** Where addresses are confirmed first there is no session yet: `signedUp` takes the answer where there has to be one. */
    signUp: (body: SignUp) => call<Session | SignUpAsked>('POST', '/auth/sign-up', signUpAnswerSchema, body),
    signIn: (body: SignIn) => call<Session>('POST', '/auth/sign-in', sessionSchema, body),
    refresh: (refresh_token: string) => call<Session>('POST', '/auth/refresh', sessionSchema, { refresh_token }),
    signOut: (refresh_token: string) => call<void>('POST', '/auth/sign-out', null, { refresh_token }),
    me: () => call<Me>('GET', '/me', meSchema),
    /** Under one key there is one upload, however often this is tried. */
    createUpload: (body: CreateUpload, idempotencyKey?: string) =>
      call<UploadCreated>('POST', '/uploads', uploadCreatedSchema, body, idempotencyKey),
    listUploads: () => call<UploadList>('GET', '/uploads', uploadListSchema),
    uploadStatus: (uploadId: string) => call<UploadStatus>('GET', `/uploads/${uploadId}`, uploadStatusSchema),
    signParts: (uploadId: string, partNumbers: number[]) =>
      call<{ parts: UploadPartUrl[] }>('POST', `/uploads/${uploadId}/parts`, signedPartsSchema, {
        part_numbers: partNumbers,
      }),
    completeUpload: (uploadId: string, body: CompleteUpload) =>
      call<UploadCompleted>('POST', `/uploads/${uploadId}/complete`, uploadCompletedSchema, body),
    deleteVideo: (videoId: string) => call<void>('DELETE', `/videos/${videoId}`, null),
    abortUpload: (uploadId: string) => call<void>('DELETE', `/uploads/${uploadId}`, null),
    video: (videoId: string) => call<Video>('GET', `/videos/${videoId}`, videoSchema),
    updateVideo: (videoId: string, body: UpdateVideo) => call<Video>('PATCH', `/videos/${videoId}`, videoSchema, body),
    videoStatus: (videoId: string) =>
      call<VideoStatusReport>('GET', `/videos/${videoId}/status`, videoStatusReportSchema),
    playback: (videoId: string) => call<Playback>('POST', `/videos/${videoId}/playback`, playbackSchema),
    comments: (videoId: string, page: { sort?: CommentSort; cursor?: string; limit?: number } = {}) =>
      call<Comments>('GET', `/videos/${videoId}/comments${queryOf(page)}`, commentsSchema),
    replies: (commentId: string, page: { cursor?: string; limit?: number } = {}) =>
      call<Replies>('GET', `/comments/${commentId}/replies${queryOf(page)}`, repliesSchema),
    /** Under one key it is posted once, however often this is tried. */
    postComment: (videoId: string, body: { content: string; parent_id?: string }, idempotencyKey?: string) =>
      call<CommentFacts>('POST', `/videos/${videoId}/comments`, commentFactsSchema, body, idempotencyKey),
    deleteComment: (commentId: string) => call<void>('DELETE', `/comments/${commentId}`, null),
    voteOnComment: (commentId: string, action: CommentAction) =>
      call<CommentVote>('POST', `/comments/${commentId}/reaction`, commentVoteSchema, { action }),
    recordView: (event: ViewEvent) => call<void>('POST', '/views', null, event),
  };
}

/** The session of a sign-up that goes on at once. Throws `conflict` where the address has to be confirmed first. */
export function signedUp(answer: Session | SignUpAsked): Session {
  if ('access_token' in answer) return answer;
  throw new AppError('conflict', 'this installation confirms addresses: follow the link in the mail, then sign in');
}

function queryOf(values: Record<string, string | number>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) query.set(name, `${value}`);
  return query.size === 0 ? '' : `?${query}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toAppError(response: Response, answer: unknown): AppError {
  if (isErrorBody(answer) && answer.error.code in errorStatus)
    return new AppError(answer.error.code, answer.error.message, { details: answer.error.details });
  const code: ErrorCode = response.status === 503 ? 'unavailable' : 'bad_gateway';
  return new AppError(code, `unexpected answer ${response.status} from ${new URL(response.url).host}`);
}
