CREATE TABLE `view_sources` (
	`day` text NOT NULL,
	`tag` text NOT NULL,
	`view_count` integer NOT NULL,
	PRIMARY KEY(`day`, `tag`)
);
