CREATE TABLE `__new_comment_news` (
	`video_id` text NOT NULL,
	`comment_id` text NOT NULL,
	PRIMARY KEY(`video_id`, `comment_id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_comment_news`("video_id", "comment_id") SELECT "video_id", "comment_id" FROM `comment_news`;--> statement-breakpoint
DROP TABLE `comment_news`;--> statement-breakpoint
ALTER TABLE `__new_comment_news` RENAME TO `comment_news`;--> statement-breakpoint
CREATE INDEX `users_shown` ON `users` (`id`,`username`,`name`,`image`);