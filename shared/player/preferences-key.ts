/** Where the player keeps what a viewer prefers, in the browser's localStorage; pages read it before their first paint. */
export const PLAYER_PREFERENCES_KEY = 'kinora-player';
