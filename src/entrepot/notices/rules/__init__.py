"""What holds for a notice before anything is stored."""
