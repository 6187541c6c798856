CREATE TABLE `changes` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `changes_kind` ON `changes` (`kind`,`at`);--> statement-breakpoint
CREATE TABLE `video_shares` (
	`video_id` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`video_id`, `user_id`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `video_shares_user` ON `video_shares` (`user_id`);--> statement-breakpoint
ALTER TABLE `videos` ADD `embed_domains` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `videos` ADD `taken_down_at` integer;--> statement-breakpoint
ALTER TABLE `videos` ADD `taken_down_reason` text;--> statement-breakpoint
ALTER TABLE `videos` ADD `taken_down_by_law` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `videos_owner` ON `videos` (`owner_id`);