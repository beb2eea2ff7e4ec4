"""Whatever a learning platform gave: opened within bounds, understood, one notebook chosen for each student."""
