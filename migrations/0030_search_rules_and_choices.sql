CREATE TABLE `search_choices` (
	`words` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`people` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`words`, `kind`, `subject_id`)
);
--> statement-breakpoint
CREATE INDEX `search_choices_people` ON `search_choices` (`words`,`people`);--> statement-breakpoint
CREATE TABLE `search_choosers` (
	`words` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`chooser` text NOT NULL,
	`position` integer NOT NULL,
	`chosen_at` integer NOT NULL,
	PRIMARY KEY(`words`, `kind`, `subject_id`, `chooser`)
);
--> statement-breakpoint
CREATE INDEX `search_choosers_time` ON `search_choosers` (`chosen_at`);--> statement-breakpoint
CREATE TABLE `search_rules` (
	`id` integer PRIMARY KEY NOT NULL,
	`rules` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `recent_pairs` ADD `people_bits` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `users_suspended` ON `users` (`id`) WHERE "users"."suspended_at" is not null;