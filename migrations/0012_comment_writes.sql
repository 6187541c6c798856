CREATE TABLE `comment_edits` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`comment_id` text NOT NULL,
	`content` text NOT NULL,
	`written_at` integer NOT NULL,
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comment_edits_comment` ON `comment_edits` (`comment_id`,`id`);--> statement-breakpoint
CREATE TABLE `comment_mentions` (
	`comment_id` text NOT NULL,
	`channel_id` text NOT NULL,
	PRIMARY KEY(`comment_id`, `channel_id`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comment_mentions_channel` ON `comment_mentions` (`channel_id`);--> statement-breakpoint
CREATE TABLE `comment_news` (
	`comment_id` text PRIMARY KEY NOT NULL,
	`video_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `comment_news_video` ON `comment_news` (`video_id`);--> statement-breakpoint
CREATE TABLE `comment_votes` (
	`comment_id` text NOT NULL,
	`user_id` text NOT NULL,
	`vote` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`comment_id`, `user_id`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comment_votes_user` ON `comment_votes` (`user_id`,`created_at`);--> statement-breakpoint
ALTER TABLE `comments` ADD `reasons` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
CREATE INDEX `comments_author` ON `comments` (`author_id`,`created_at`);--> statement-breakpoint
ALTER TABLE `videos` ADD `comment_policy` text DEFAULT 'on' NOT NULL;