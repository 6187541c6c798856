CREATE TABLE `codec_encodes` (
	`video_id` text NOT NULL,
	`codec` text NOT NULL,
	`state` text NOT NULL,
	`job_id` text NOT NULL,
	`failure_message` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`video_id`, `codec`),
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `codec_encodes_state` ON `codec_encodes` (`state`);--> statement-breakpoint
ALTER TABLE `channels` ADD `codecs` text DEFAULT '["h264"]' NOT NULL;--> statement-breakpoint
ALTER TABLE `renditions` ADD `codec` text DEFAULT 'h264' NOT NULL;--> statement-breakpoint
ALTER TABLE `videos` ADD `codecs` text;