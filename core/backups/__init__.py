"""Backup and restore: database and files in one encrypted archive, without the keys."""
