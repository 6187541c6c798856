ALTER TABLE `search_words` ADD `is_taken_apart` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `search_words_whole` ON `search_words` (`word`) WHERE "search_words"."is_taken_apart" = 0;--> statement-breakpoint
-- Emptied as well: all words count as whole now, and are taken apart again.
DROP TABLE `search_word_parts`;--> statement-breakpoint
CREATE TABLE `search_word_parts` (
	`part` text NOT NULL,
	`word` text NOT NULL,
	PRIMARY KEY(`part`, `word`)
) WITHOUT ROWID;
