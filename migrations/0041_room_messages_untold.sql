DELETE FROM `room_messages` WHERE `delivered_at` IS NOT NULL;--> statement-breakpoint
DROP INDEX `room_messages_pending`;--> statement-breakpoint
DROP INDEX `room_messages_delivered`;--> statement-breakpoint
ALTER TABLE `room_messages` DROP COLUMN `delivered_at`;