DROP INDEX `uploads_content`;--> statement-breakpoint
DROP INDEX `uploads_kept`;--> statement-breakpoint
DROP INDEX `uploads_to_release`;--> statement-breakpoint
CREATE INDEX `uploads_kept` ON `uploads` (`state`,`original_removed_at`,`updated_at`);--> statement-breakpoint
CREATE INDEX `uploads_to_release` ON `uploads` (`state`,`store_upload_id`);