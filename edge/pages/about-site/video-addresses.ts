/** The addresses of a video that others keep: they carry no token and do not change. */
export function videoAddresses(publicUrl: string, videoId: string) {
  const watch = `${publicUrl}/watch/${videoId}`;
  return {
    watch,
    embed: `${publicUrl}/embed/${videoId}`,
    thumbnail: `${publicUrl}/thumbnails/${videoId}.jpg`,
    oembed: (format: 'json' | 'xml') => `${publicUrl}/oembed?format=${format}&url=${encodeURIComponent(watch)}`,
  };
}

export const channelAddress = (publicUrl: string, handle: string): string => `${publicUrl}/@${handle}`;
export const feedAddress = (publicUrl: string, handle: string): string => `${publicUrl}/@${handle}/feed.xml`;
