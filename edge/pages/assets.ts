export type AssetName =
  | 'account.css'
  | 'account.js'
  | 'bell.css'
  | 'bell.js'
  | 'comments.css'
  | 'icon.svg'
  | 'library.js'
  | 'player.js'
  | 'processing.js'
  | 'styles.css'
  | 'watch.js';

/** Public path of each built file, its content hash in the name. The build puts the object in this name's place. */
declare const KINORA_ASSETS: Record<AssetName, string>;

export function assetPath(name: AssetName): string {
  return KINORA_ASSETS[name];
}
