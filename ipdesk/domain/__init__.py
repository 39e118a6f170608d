"""What the office's rules mean: pure functions over plain values, standard library only."""
