CREATE TABLE `api_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`key_hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `api_keys_user` ON `api_keys` (`user_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `channel_members` (
	`channel_id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`channel_id`, `user_id`),
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `channel_members_user` ON `channel_members` (`user_id`);--> statement-breakpoint
CREATE TABLE `channel_transfers` (
	`channel_id` text PRIMARY KEY NOT NULL,
	`from_user_id` text NOT NULL,
	`to_user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`from_user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`to_user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `channel_transfers_receiver` ON `channel_transfers` (`to_user_id`);--> statement-breakpoint
CREATE TABLE `retired_handles` (
	`handle` text PRIMARY KEY NOT NULL,
	`look` text GENERATED ALWAYS AS (replace(replace(replace("handle", '0', 'o'), '1', 'l'), 'm', 'rn')) VIRTUAL,
	`channel_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `retired_handles_look` ON `retired_handles` (`look`);--> statement-breakpoint
CREATE INDEX `retired_handles_channel` ON `retired_handles` (`channel_id`);--> statement-breakpoint
CREATE INDEX `retired_handles_expiry` ON `retired_handles` (`expires_at`);--> statement-breakpoint
ALTER TABLE `channels` ADD `look` text GENERATED ALWAYS AS (replace(replace(replace("handle", '0', 'o'), '1', 'l'), 'm', 'rn')) VIRTUAL;--> statement-breakpoint
ALTER TABLE `channels` ADD `description` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `channels` ADD `links` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `channels` ADD `avatar_version` text;--> statement-breakpoint
ALTER TABLE `channels` ADD `banner_version` text;--> statement-breakpoint
ALTER TABLE `channels` ADD `verified_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `channels_look` ON `channels` (`look`);