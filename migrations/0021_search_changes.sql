-- Whoever changes a channel or a playlist, deletions by cascade included, tells the change feed.
CREATE TRIGGER `channels_changed` AFTER UPDATE OF `name`, `handle`, `description` ON `channels`
BEGIN INSERT INTO `changes` (`kind`, `subject`, `at`) VALUES ('channel_changed', new.id, cast(unixepoch('subsec') * 1000 AS integer)); END;
--> statement-breakpoint
CREATE TRIGGER `channels_made` AFTER INSERT ON `channels`
BEGIN INSERT INTO `changes` (`kind`, `subject`, `at`) VALUES ('channel_changed', new.id, cast(unixepoch('subsec') * 1000 AS integer)); END;
--> statement-breakpoint
CREATE TRIGGER `channels_gone` AFTER DELETE ON `channels`
BEGIN INSERT INTO `changes` (`kind`, `subject`, `at`) VALUES ('channel_changed', old.id, cast(unixepoch('subsec') * 1000 AS integer)); END;
--> statement-breakpoint
CREATE TRIGGER `playlists_changed` AFTER UPDATE OF `title`, `description`, `visibility` ON `playlists`
BEGIN INSERT INTO `changes` (`kind`, `subject`, `at`) VALUES ('playlist_changed', new.id, cast(unixepoch('subsec') * 1000 AS integer)); END;
--> statement-breakpoint
CREATE TRIGGER `playlists_made` AFTER INSERT ON `playlists` WHEN new.visibility = 'public'
BEGIN INSERT INTO `changes` (`kind`, `subject`, `at`) VALUES ('playlist_changed', new.id, cast(unixepoch('subsec') * 1000 AS integer)); END;
--> statement-breakpoint
CREATE TRIGGER `playlists_gone` AFTER DELETE ON `playlists`
BEGIN INSERT INTO `changes` (`kind`, `subject`, `at`) VALUES ('playlist_changed', old.id, cast(unixepoch('subsec') * 1000 AS integer)); END;
