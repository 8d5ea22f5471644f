"""What keeps an archive whole: verified, repaired, built again, sealed, read again."""
