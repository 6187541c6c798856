CREATE TABLE `comments` (
	`id` text PRIMARY KEY NOT NULL,
	`video_id` text NOT NULL,
	`author_id` text NOT NULL,
	`parent_id` text,
	`root_id` text NOT NULL,
	`depth` integer DEFAULT 0 NOT NULL,
	`content` text NOT NULL,
	`state` text DEFAULT 'approved' NOT NULL,
	`edited_at` integer,
	`deleted_at` integer,
	`pinned_at` integer,
	`hearted_at` integer,
	`like_count` integer DEFAULT 0 NOT NULL,
	`dislike_count` integer DEFAULT 0 NOT NULL,
	`reply_count` integer DEFAULT 0 NOT NULL,
	`score` real DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`video_id`) REFERENCES `videos`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`author_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`parent_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comments_by_time` ON `comments` (`video_id`,`created_at`,`id`) WHERE "comments"."parent_id" is null and "comments"."pinned_at" is null and "comments"."state" = 'approved' and ("comments"."deleted_at" is null or "comments"."reply_count" > 0);--> statement-breakpoint
CREATE INDEX `comments_by_score` ON `comments` (`video_id`,`score`,`id`) WHERE "comments"."parent_id" is null and "comments"."pinned_at" is null and "comments"."state" = 'approved' and ("comments"."deleted_at" is null or "comments"."reply_count" > 0);--> statement-breakpoint
CREATE INDEX `comments_pinned` ON `comments` (`video_id`,`pinned_at`) WHERE "comments"."pinned_at" is not null;--> statement-breakpoint
CREATE INDEX `comments_replies` ON `comments` (`parent_id`,`created_at`,`id`) WHERE "comments"."state" = 'approved' and ("comments"."deleted_at" is null or "comments"."reply_count" > 0);--> statement-breakpoint
CREATE INDEX `comments_withheld` ON `comments` (`author_id`,`video_id`,`created_at`) WHERE "comments"."state" <> 'approved' and "comments"."deleted_at" is null;--> statement-breakpoint
ALTER TABLE `videos` ADD `comment_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `videos_published` ON `videos` (case when "publish_at" is null then "created_at" else "publish_at" end,`id`) WHERE "videos"."visibility" = 'public' and "videos"."playable" = 1 and "videos"."deleted_at" is null and "videos"."taken_down_at" is null;