CREATE TABLE `feed_items` (
	`user_id` text NOT NULL,
	`published_at` integer NOT NULL,
	`video_id` text NOT NULL,
	PRIMARY KEY(`user_id`, `published_at`, `video_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `feed_items_age` ON `feed_items` (`published_at`);--> statement-breakpoint
CREATE TABLE `publications` (
	`video_id` text PRIMARY KEY NOT NULL,
	`channel_id` text NOT NULL,
	`published_at` integer NOT NULL,
	`fan_out` text NOT NULL,
	`pushed_up_to` text DEFAULT '' NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `publications_channel` ON `publications` (`channel_id`,`published_at`,`video_id`);--> statement-breakpoint
CREATE INDEX `publications_to_pull` ON `publications` (`channel_id`,`published_at`,`video_id`) WHERE "publications"."fan_out" <> 'pushed';--> statement-breakpoint
CREATE INDEX `publications_waiting` ON `publications` (`published_at`) WHERE "publications"."fan_out" = 'waiting';--> statement-breakpoint
CREATE INDEX `publications_pushing` ON `publications` (`updated_at`) WHERE "publications"."fan_out" = 'pushing';--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`level` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`channel_id`, `user_id`),
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `subscriptions_user` ON `subscriptions` (`user_id`,`created_at`,`channel_id`);--> statement-breakpoint
ALTER TABLE `channels` ADD `subscriber_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
INSERT INTO `publications` (`video_id`, `channel_id`, `published_at`, `fan_out`, `updated_at`)
SELECT `id`, `channel_id`, coalesce(`publish_at`, `created_at`),
	CASE WHEN `publish_at` > unixepoch() * 1000 THEN 'waiting' ELSE 'pushed' END, `updated_at`
FROM `videos` WHERE `visibility` = 'public' AND `playable` = 1 AND `deleted_at` IS NULL;
