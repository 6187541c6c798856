CREATE TABLE `captions` (
	`video_id` text NOT NULL,
	`language` text NOT NULL,
	`source` text NOT NULL,
	`sha256` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`video_id`, `language`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `videos` ADD `thumbnail_generation` text;