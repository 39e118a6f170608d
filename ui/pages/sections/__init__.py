"""What a matter's panel shows for some kinds of matter, one section a file."""
