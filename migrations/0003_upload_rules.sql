CREATE TABLE `idempotency_keys` (
	`user_id` text NOT NULL,
	`key` text NOT NULL,
	`fingerprint` text NOT NULL,
	`operation_id` text NOT NULL,
	`claimed_until_ms` integer NOT NULL,
	`status` integer,
	`headers` text,
	`body` text,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `key`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_expiry` ON `idempotency_keys` (`expires_at`);--> statement-breakpoint
CREATE TABLE `leases` (
	`name` text PRIMARY KEY NOT NULL,
	`holder` text NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `video_storage` (
	`video_id` text PRIMARY KEY NOT NULL,
	`original_bytes` integer NOT NULL,
	`media_bytes` integer NOT NULL,
	`measured_at` integer NOT NULL,
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `uploads` ADD `protocol` text DEFAULT 'multipart' NOT NULL;--> statement-breakpoint
ALTER TABLE `uploads` ADD `content_sha256` text;--> statement-breakpoint
ALTER TABLE `uploads` ADD `duplicate_of` text;--> statement-breakpoint
ALTER TABLE `uploads` ADD `original_removed_at` integer;--> statement-breakpoint
CREATE INDEX `uploads_video` ON `uploads` (`video_id`);--> statement-breakpoint
CREATE INDEX `uploads_quota` ON `uploads` (`user_id`,`state`,`size_bytes`);--> statement-breakpoint
CREATE INDEX `uploads_content` ON `uploads` (`user_id`,`content_sha256`) WHERE "uploads"."content_sha256" is not null;--> statement-breakpoint
CREATE INDEX `uploads_kept` ON `uploads` (`updated_at`) WHERE "uploads"."state" = 'completed' and "uploads"."original_removed_at" is null;--> statement-breakpoint
CREATE INDEX `uploads_to_release` ON `uploads` (`updated_at`) WHERE "uploads"."state" in ('failed', 'aborted', 'expired') and "uploads"."store_upload_id" <> '';--> statement-breakpoint
ALTER TABLE `videos` ADD `deleted_at` integer;--> statement-breakpoint
ALTER TABLE `videos` ADD `purged_at` integer;--> statement-breakpoint
CREATE INDEX `videos_to_purge` ON `videos` (`deleted_at`) WHERE "videos"."deleted_at" is not null and "videos"."purged_at" is null;