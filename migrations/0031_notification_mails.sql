CREATE TABLE `notification_digests` (
	`user_id` text PRIMARY KEY NOT NULL,
	`mail_id` text NOT NULL,
	`first_seq` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`due_at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notification_digests_due` ON `notification_digests` (`due_at`);--> statement-breakpoint
ALTER TABLE `notification_settings` ADD `mailed_kinds` text DEFAULT '["comment_decision","report_decision","takedown"]' NOT NULL;--> statement-breakpoint
ALTER TABLE `notification_settings` ADD `mail_language` text;