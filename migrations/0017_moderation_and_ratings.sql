CREATE TABLE `channel_moderation` (
	`channel_id` text PRIMARY KEY NOT NULL,
	`hold_all` integer DEFAULT false NOT NULL,
	`hold_links` integer DEFAULT false NOT NULL,
	`blocked_words` text DEFAULT '[]' NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `channel_standings` (
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`standing` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`channel_id`, `user_id`),
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `channel_standings_list` ON `channel_standings` (`channel_id`,`created_at`,`user_id`);--> statement-breakpoint
CREATE INDEX `channel_standings_user` ON `channel_standings` (`user_id`);--> statement-breakpoint
CREATE TABLE `moderation_rules` (
	`version` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`rules` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `rating_news` (
	`video_id` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `report_cases` (
	`object_kind` text NOT NULL,
	`object_id` text NOT NULL,
	`state` text NOT NULL,
	`report_count` integer NOT NULL,
	`opened_at` integer NOT NULL,
	`decided_at` integer,
	`dismissed_at` integer,
	PRIMARY KEY(`object_kind`, `object_id`)
);
--> statement-breakpoint
CREATE INDEX `report_cases_open` ON `report_cases` (`opened_at`,`object_id`) WHERE "report_cases"."state" = 'open';--> statement-breakpoint
CREATE TABLE `reports` (
	`object_kind` text NOT NULL,
	`object_id` text NOT NULL,
	`reporter_id` text NOT NULL,
	`reason` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`object_kind`, `object_id`, `reporter_id`),
	FOREIGN KEY (`reporter_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `reports_reporter` ON `reports` (`reporter_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `share_counts` (
	`video_id` text NOT NULL,
	`platform` text NOT NULL,
	`share_count` integer NOT NULL,
	PRIMARY KEY(`video_id`, `platform`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `share_marks` (
	`video_id` text NOT NULL,
	`platform` text NOT NULL,
	`session_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`video_id`, `platform`, `session_id`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `share_marks_age` ON `share_marks` (`created_at`);--> statement-breakpoint
CREATE TABLE `video_ratings` (
	`video_id` text NOT NULL,
	`user_id` text NOT NULL,
	`rating` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`video_id`, `user_id`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `video_ratings_user` ON `video_ratings` (`user_id`,`created_at`);--> statement-breakpoint
ALTER TABLE `comments` ADD `channel_id` text REFERENCES channels(id) ON DELETE cascade;--> statement-breakpoint
UPDATE `comments` SET `channel_id` = (SELECT `channel_id` FROM `videos` WHERE `videos`.`id` = `comments`.`video_id`);--> statement-breakpoint
CREATE INDEX `comments_held` ON `comments` (`created_at`,`id`) WHERE "comments"."state" = 'held' and "comments"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX `comments_held_channel` ON `comments` (`channel_id`,`created_at`,`id`) WHERE "comments"."state" = 'held' and "comments"."deleted_at" is null;--> statement-breakpoint
ALTER TABLE `videos` ADD `like_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `videos` ADD `dislike_count` integer DEFAULT 0 NOT NULL;