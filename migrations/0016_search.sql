CREATE TABLE `search_documents` (
	`docid` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`title_words` text NOT NULL,
	`tag_words` text NOT NULL,
	`channel_words` text NOT NULL,
	`published_at` integer NOT NULL,
	`content_hash` text NOT NULL,
	`indexed_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `search_documents_subject` ON `search_documents` (`kind`,`subject_id`);--> statement-breakpoint
CREATE INDEX `search_documents_published` ON `search_documents` (`published_at`);--> statement-breakpoint
CREATE TABLE `search_progress` (
	`id` integer PRIMARY KEY NOT NULL,
	`change_seq` integer NOT NULL,
	`format` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `search_word_parts` (
	`part` text NOT NULL,
	`word` text NOT NULL,
	PRIMARY KEY(`part`, `word`)
);
--> statement-breakpoint
CREATE TABLE `search_words` (
	`word` text PRIMARY KEY NOT NULL,
	`document_count` integer NOT NULL
);
--> statement-breakpoint
CREATE VIRTUAL TABLE `search_index` USING fts5(
	title, tags, channel, description, captions, marks,
	content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix='2 3'
);
