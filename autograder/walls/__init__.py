"""The walls: kernels of strangers' code behind bubblewrap, forked from a warm launcher, and what their messages may do."""
