"""What the people of the demonstration city wrote, were asked, and were told."""
