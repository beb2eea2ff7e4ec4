"""What goes back to the learning platform: marks in a file that its import takes, and pages of feedback in its bulk upload."""
