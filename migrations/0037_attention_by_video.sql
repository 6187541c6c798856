CREATE TABLE `__new_trend_scores` (
	`window` text NOT NULL,
	`country` text NOT NULL,
	`video_id` text NOT NULL,
	`rank` real NOT NULL,
	PRIMARY KEY(`video_id`, `window`, `country`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_trend_scores`("window", "country", "video_id", "rank") SELECT "window", "country", "video_id", "rank" FROM `trend_scores` ORDER BY 3, 1, 2;--> statement-breakpoint
DROP TABLE `trend_scores`;--> statement-breakpoint
ALTER TABLE `__new_trend_scores` RENAME TO `trend_scores`;--> statement-breakpoint
CREATE INDEX `trend_scores_rank` ON `trend_scores` (`window`,`country`,`rank`);--> statement-breakpoint
CREATE TABLE `__new_trend_sources` (
	`day` text NOT NULL,
	`video_id` text NOT NULL,
	`source` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`day`, `video_id`, `source`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_trend_sources`("day", "video_id", "source", "count") SELECT "day", "video_id", "source", "count" FROM `trend_sources` ORDER BY 1, 2, 3;--> statement-breakpoint
DROP TABLE `trend_sources`;--> statement-breakpoint
ALTER TABLE `__new_trend_sources` RENAME TO `trend_sources`;--> statement-breakpoint
CREATE TABLE `__new_view_sources` (
	`day` text NOT NULL,
	`tag` text NOT NULL,
	`view_count` integer NOT NULL,
	PRIMARY KEY(`day`, `tag`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `__new_view_sources`("day", "tag", "view_count") SELECT "day", "tag", "view_count" FROM `view_sources` ORDER BY 1, 2;--> statement-breakpoint
DROP TABLE `view_sources`;--> statement-breakpoint
ALTER TABLE `__new_view_sources` RENAME TO `view_sources`;