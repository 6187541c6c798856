export const ADMIN_PATH = '/admin';
export const QUEUES_PATH = '/admin/queues';
export const PEOPLE_PATH = '/admin/users';

/** The query of a search for people; empty for all of them. */
export const searchOf = (query: string): string => (query === '' ? '' : `?q=${encodeURIComponent(query)}`);
