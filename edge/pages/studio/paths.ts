/** Where the studio's pages and forms are. */
export const CONTENT_PATH = '/studio';
export const CHANGE_PATH = '/studio/change-videos';
export const UPLOAD_PATH = '/studio/upload';
export const GIVE_UP_PATH = '/studio/upload/give-up';
