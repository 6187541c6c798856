CREATE TABLE `discovery_model` (
	`id` integer PRIMARY KEY NOT NULL,
	`method` text NOT NULL,
	`people` integer NOT NULL,
	`videos` integer NOT NULL,
	`events` integer NOT NULL,
	`took_ms` integer NOT NULL,
	`built_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `discovery_signals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`video_id` text NOT NULL,
	`user_id` text,
	`network` text,
	`country` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `discovery_signals_user` ON `discovery_signals` (`user_id`);--> statement-breakpoint
CREATE TABLE `impressions` (
	`list_id` text NOT NULL,
	`video_id` text NOT NULL,
	`surface` text NOT NULL,
	`variant` text NOT NULL,
	`position` integer NOT NULL,
	`user_id` text,
	`shown_at` integer NOT NULL,
	`clicked_at` integer,
	PRIMARY KEY(`list_id`, `video_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `impressions_surface` ON `impressions` (`surface`,`shown_at`);--> statement-breakpoint
CREATE INDEX `impressions_age` ON `impressions` (`shown_at`);--> statement-breakpoint
CREATE INDEX `impressions_user` ON `impressions` (`user_id`);--> statement-breakpoint
CREATE TABLE `not_interested` (
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `kind`, `subject_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `recent_pairs` (
	`video_id` text NOT NULL,
	`other_id` text NOT NULL,
	`weight` real NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`video_id`, `other_id`)
);
--> statement-breakpoint
CREATE INDEX `recent_pairs_weight` ON `recent_pairs` (`video_id`,`weight`);--> statement-breakpoint
CREATE INDEX `recent_pairs_age` ON `recent_pairs` (`updated_at`);--> statement-breakpoint
CREATE TABLE `trend_scores` (
	`window` text NOT NULL,
	`country` text NOT NULL,
	`video_id` text NOT NULL,
	`rank` real NOT NULL,
	PRIMARY KEY(`window`, `country`, `video_id`)
);
--> statement-breakpoint
CREATE INDEX `trend_scores_rank` ON `trend_scores` (`window`,`country`,`rank`);--> statement-breakpoint
CREATE INDEX `trend_scores_video` ON `trend_scores` (`video_id`);--> statement-breakpoint
CREATE TABLE `trend_sources` (
	`day` text NOT NULL,
	`video_id` text NOT NULL,
	`source` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`day`, `video_id`, `source`)
);
--> statement-breakpoint
CREATE TABLE `video_neighbours` (
	`video_id` text PRIMARY KEY NOT NULL,
	`neighbours` text NOT NULL,
	`built_at` integer NOT NULL
);
