export * from './accounts.ts';
export * from './captions.ts';
export * from './outbox.ts';
export * from './uploads.ts';
export * from './videos.ts';
