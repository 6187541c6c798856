CREATE TABLE `topic_progress` (
	`id` integer PRIMARY KEY NOT NULL,
	`indexed_at` integer NOT NULL,
	`docid` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `video_topics` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`docid` integer NOT NULL,
	`topic` F8_BLOB(64) NOT NULL,
	FOREIGN KEY (`docid`) REFERENCES `search_documents`(`docid`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `video_topics_docid` ON `video_topics` (`docid`);--> statement-breakpoint
CREATE INDEX `search_documents_indexed` ON `search_documents` (`indexed_at`);
--> statement-breakpoint
CREATE INDEX `video_topics_near` ON `video_topics` (libsql_vector_idx(`topic`, 'metric=cosine', 'max_neighbors=12', 'compress_neighbors=float8', 'search_l=60', 'insert_l=30'));
