"""One submission: found, restored, run and asked behind the walls, judged; its page and its grade."""
