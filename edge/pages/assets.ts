export type AssetName =
  | 'account.css'
  | 'account.js'
  | 'admin.js'
  | 'bell.css'
  | 'bell.js'
  | 'browse.js'
  | 'channel.js'
  | 'comments.css'
  | 'icon-192.png'
  | 'icon-512.png'
  | 'icon-apple.png'
  | 'icon-maskable.png'
  | 'icon.svg'
  | 'desk.css'
  | 'library.js'
  | 'moderation.js'
  | 'messages-ar.json'
  | 'player.js'
  | 'processing.js'
  | 'studio-captions.js'
  | 'studio-content.js'
  | 'studio-upload.js'
  | 'studio-video.js'
  | 'studio.css'
  | 'styles.css'
  | 'watch.js';

/** Public path of each built file, its content hash in the name. The build puts the object in this name's place. */
declare const KINORA_ASSETS: Record<AssetName, string>;

export function assetPath(name: AssetName): string {
  return KINORA_ASSETS[name];
}
