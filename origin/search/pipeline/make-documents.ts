import { objectKeys } from '../../../shared/media/object-keys.ts';
import { durationBucket, type Mark, marks, POPULAR_VIEWS, type SearchDocument } from '../search-document.ts';
import type { PipelineDeps } from './deps.ts';
import type { ChannelSource, PlaylistSource, VideoSource } from './store.ts';

/** Timings, cue numbers, settings and tags of WebVTT: what is not said. */
const NOT_SPEECH = /^(?:WEBVTT.*|NOTE.*|STYLE.*|REGION.*|\d+|.*-->.*)$/gm;
const TAGS = /<[^>]*>/g;

/** A channel is found by its handle as well. */
export const channelDocument = (channel: ChannelSource): SearchDocument => ({
  kind: 'channel',
  subjectId: channel.channelId,
  title: channel.name,
  tags: [channel.handle],
  channel: channel.name,
  description: channel.description,
  captions: '',
  marks: [marks.kind('channel')],
  publishedAt: channel.createdAt,
});

export const playlistDocument = (playlist: PlaylistSource): SearchDocument => ({
  kind: 'playlist',
  subjectId: playlist.playlistId,
  title: playlist.title,
  tags: [],
  channel: '',
  description: playlist.description,
  captions: '',
  marks: [marks.kind('playlist')],
  publishedAt: playlist.createdAt,
});

export async function videoDocuments(deps: PipelineDeps, videos: readonly VideoSource[]): Promise<SearchDocument[]> {
  const languages = await deps.store.captionLanguages(videos.map(({ videoId }) => videoId));
  return Promise.all(
    videos.map(async (video) => {
      const captioned = languages.get(video.videoId) ?? [];
      const texts = await Promise.all(captioned.map((language) => readCaptions(deps.objects, video.videoId, language)));
      return {
        kind: 'video' as const,
        subjectId: video.videoId,
        title: video.title,
        tags: video.tags,
        channel: video.channelName,
        description: video.description,
        captions: texts.join('\n'),
        marks: marksOf(video, captioned.length > 0),
        publishedAt: video.publishedAt,
      };
    }),
  );
}

function marksOf(video: VideoSource, hasCaptions: boolean): Mark[] {
  return [
    marks.kind('video'),
    ...(video.category === null ? [] : [marks.category(video.category)]),
    ...(video.language === null ? [] : [marks.language(video.language)]),
    ...(video.durationSec === null ? [] : [marks.duration(durationBucket(video.durationSec))]),
    ...(hasCaptions ? [marks.captions] : []),
    ...(video.viewCount >= POPULAR_VIEWS ? [marks.popular] : []),
  ];
}

/** What is said; nothing when the file is gone: its change is on its way. */
async function readCaptions(objects: PipelineDeps['objects'], videoId: string, language: string): Promise<string> {
  const object = await objects.get(objectKeys.caption(videoId, language));
  if (object === null) return '';
  const text = await new Response(object.body).text();
  return text.replaceAll(NOT_SPEECH, '').replaceAll(TAGS, '');
}
