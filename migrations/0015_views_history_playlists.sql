CREATE TABLE `history_settings` (
	`user_id` text PRIMARY KEY NOT NULL,
	`is_paused` integer DEFAULT false NOT NULL,
	`cleared_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `playlist_items` (
	`id` text PRIMARY KEY NOT NULL,
	`playlist_id` text NOT NULL,
	`video_id` text NOT NULL,
	`position` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`playlist_id`) REFERENCES `playlists`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `playlist_items_position` ON `playlist_items` (`playlist_id`,`position`,`id`);--> statement-breakpoint
CREATE INDEX `playlist_items_video` ON `playlist_items` (`video_id`,`playlist_id`);--> statement-breakpoint
CREATE TABLE `playlists` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`visibility` text NOT NULL,
	`allow_duplicates` integer DEFAULT false NOT NULL,
	`item_count` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `playlists_owner` ON `playlists` (`owner_id`,`id`);--> statement-breakpoint
CREATE INDEX `playlists_public` ON `playlists` (`owner_id`,`id`) WHERE "playlists"."visibility" = 'public';--> statement-breakpoint
CREATE UNIQUE INDEX `playlists_watch_later` ON `playlists` (`owner_id`) WHERE "playlists"."kind" = 'watch_later';--> statement-breakpoint
CREATE TABLE `video_days` (
	`video_id` text NOT NULL,
	`day` text NOT NULL,
	`view_count` integer DEFAULT 0 NOT NULL,
	`watched_ms` integer DEFAULT 0 NOT NULL,
	`complete_count` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`video_id`, `day`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `video_days_day` ON `video_days` (`day`);--> statement-breakpoint
CREATE TABLE `watch_history` (
	`user_id` text NOT NULL,
	`video_id` text NOT NULL,
	`position_sec` real NOT NULL,
	`watched_at` integer NOT NULL,
	`is_unfinished` integer NOT NULL,
	`is_removed` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`user_id`, `video_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `watch_history_newest` ON `watch_history` (`user_id`,`watched_at`,`video_id`) WHERE "watch_history"."is_removed" = 0;--> statement-breakpoint
CREATE INDEX `watch_history_unfinished` ON `watch_history` (`user_id`,`watched_at`,`video_id`) WHERE "watch_history"."is_removed" = 0 and "watch_history"."is_unfinished" = 1;--> statement-breakpoint
CREATE INDEX `watch_history_removed` ON `watch_history` (`watched_at`) WHERE "watch_history"."is_removed" = 1;--> statement-breakpoint
CREATE INDEX `watch_history_video` ON `watch_history` (`video_id`);--> statement-breakpoint
ALTER TABLE `view_sessions` ADD `first_position_sec` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `view_sessions` ADD `last_at` integer;--> statement-breakpoint
ALTER TABLE `view_sessions` ADD `last_position_sec` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `view_sessions` ADD `watched_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `view_sessions` ADD `is_counted` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `view_sessions` ADD `is_complete` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `view_sessions` ADD `user_id` text;--> statement-breakpoint
CREATE INDEX `view_sessions_day` ON `view_sessions` (`day`);--> statement-breakpoint
CREATE INDEX `view_sessions_user` ON `view_sessions` (`user_id`);