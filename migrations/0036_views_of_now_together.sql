CREATE TABLE `__new_view_sessions` (
	`day` text NOT NULL,
	`session_id` text NOT NULL,
	`video_id` text NOT NULL,
	`started_at` integer NOT NULL,
	`first_position_sec` real DEFAULT 0 NOT NULL,
	`last_at` integer,
	`last_position_sec` real DEFAULT 0 NOT NULL,
	`watched_ms` integer DEFAULT 0 NOT NULL,
	`is_counted` integer DEFAULT true NOT NULL,
	`is_complete` integer DEFAULT false NOT NULL,
	`user_id` text,
	PRIMARY KEY(`day`, `session_id`, `video_id`)
);
--> statement-breakpoint
INSERT INTO `__new_view_sessions`("day", "session_id", "video_id", "started_at", "first_position_sec", "last_at", "last_position_sec", "watched_ms", "is_counted", "is_complete", "user_id") SELECT "day", "session_id", "video_id", "started_at", "first_position_sec", "last_at", "last_position_sec", "watched_ms", "is_counted", "is_complete", "user_id" FROM `view_sessions` ORDER BY 1, 2, 3;--> statement-breakpoint
DROP TABLE `view_sessions`;--> statement-breakpoint
ALTER TABLE `__new_view_sessions` RENAME TO `view_sessions`;--> statement-breakpoint
CREATE INDEX `view_sessions_user` ON `view_sessions` (`user_id`) WHERE "view_sessions"."user_id" is not null;--> statement-breakpoint
CREATE TABLE `__new_video_days` (
	`day` text NOT NULL,
	`video_id` text NOT NULL,
	`view_count` integer DEFAULT 0 NOT NULL,
	`watched_ms` integer DEFAULT 0 NOT NULL,
	`complete_count` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`day`, `video_id`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_video_days`("day", "video_id", "view_count", "watched_ms", "complete_count") SELECT "day", "video_id", "view_count", "watched_ms", "complete_count" FROM `video_days` ORDER BY 1, 2;--> statement-breakpoint
DROP TABLE `video_days`;--> statement-breakpoint
ALTER TABLE `__new_video_days` RENAME TO `video_days`;--> statement-breakpoint
CREATE INDEX `video_days_video` ON `video_days` (`video_id`,`day`);--> statement-breakpoint
DROP INDEX `publications_to_pull`;--> statement-breakpoint
CREATE INDEX `publications_to_pull` ON `publications` (`channel_id`,`published_at`,`video_id`,`fan_out`) WHERE "publications"."fan_out" <> 'pushed';