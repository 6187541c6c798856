CREATE TABLE `room_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`video_id` text NOT NULL,
	`message_id` text NOT NULL,
	`type` text NOT NULL,
	`data` text NOT NULL,
	`created_at` integer NOT NULL,
	`delivered_at` integer
);
--> statement-breakpoint
CREATE INDEX `room_messages_pending` ON `room_messages` (`id`) WHERE "room_messages"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX `room_messages_delivered` ON `room_messages` (`delivered_at`) WHERE "room_messages"."delivered_at" is not null;