import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import type { EdgeVideo } from '../../metadata/store.ts';
import { embedSize } from './embed-size.ts';
import type { Sharing } from './shared-video.ts';
import { videoAddresses } from './video-addresses.ts';
import { videoLd } from './video-ld.ts';

/** What stands in the head of a video's page for those who link to it. Empty where nothing may be told. */
export const VideoHead: FC<{ video: EdgeVideo; sharing: Sharing; publicUrl: string; description: string }> = ({
  video,
  sharing,
  publicUrl,
  description,
}) => {
  if (sharing !== 'listed' && sharing !== 'by link') return null;
  const { watch, embed, thumbnail, oembed } = videoAddresses(publicUrl, video.videoId);
  const { width, height } = embedSize(video, {});
  const properties = {
    'og:site_name': 'Kinora',
    'og:type': 'video.other',
    'og:title': video.title,
    'og:description': description,
    'og:url': watch,
    'og:image': thumbnail,
    'og:image:alt': video.title,
    'og:video': embed,
    ...(embed.startsWith('https:') ? { 'og:video:secure_url': embed } : {}),
    'og:video:type': 'text/html',
    'og:video:width': width,
    'og:video:height': height,
    ...(video.durationSec === null ? {} : { 'video:duration': Math.round(video.durationSec) }),
    'video:release_date': new Date(video.publishAtMs ?? video.createdAtMs).toISOString(),
  };
  const card = {
    'twitter:card': 'player',
    'twitter:title': video.title,
    'twitter:description': description,
    'twitter:image': thumbnail,
    'twitter:player': embed,
    'twitter:player:width': width,
    'twitter:player:height': height,
  };
  return (
    <>
      <link rel="canonical" href={watch} />
      {Object.entries(properties).map(([property, content]) => (
        <meta property={property} content={String(content)} />
      ))}
      {Object.entries(card).map(([name, content]) => (
        <meta name={name} content={String(content)} />
      ))}
      <link rel="alternate" type="application/json+oembed" href={oembed('json')} title={video.title} />
      <link rel="alternate" type="text/xml+oembed" href={oembed('xml')} title={video.title} />
      {sharing === 'listed' ? (
        <script type="application/ld+json">
          {raw(JSON.stringify(videoLd(video, publicUrl)).replaceAll('<', '\\u003c'))}
        </script>
      ) : null}
    </>
  );
};
