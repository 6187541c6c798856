CREATE TABLE `search_askers` (
	`words` text NOT NULL,
	`asker` text NOT NULL,
	`asked_at` integer NOT NULL,
	PRIMARY KEY(`words`, `asker`)
);
--> statement-breakpoint
CREATE INDEX `search_askers_time` ON `search_askers` (`asked_at`);--> statement-breakpoint
CREATE TABLE `search_past_queries` (
	`words` text PRIMARY KEY NOT NULL,
	`shown` text NOT NULL,
	`people` integer DEFAULT 0 NOT NULL
);
