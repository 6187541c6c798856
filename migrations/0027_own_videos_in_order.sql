DROP INDEX `videos_owner`;--> statement-breakpoint
CREATE INDEX `videos_owner` ON `videos` (`owner_id`,`created_at`,`id`);