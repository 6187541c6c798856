DROP INDEX `videos_popular_on_channel`;--> statement-breakpoint
ALTER TABLE `videos` ADD `ranked_view_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `videos` SET `ranked_view_count` = `view_count` WHERE `view_count` > 0;--> statement-breakpoint
CREATE INDEX `videos_popular_on_channel` ON `videos` (`channel_id`,`ranked_view_count`,`id`) WHERE "videos"."visibility" = 'public' and "videos"."playable" = 1 and "videos"."deleted_at" is null and "videos"."taken_down_at" is null;