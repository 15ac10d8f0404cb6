"""Letters that come by e-mail: fetched outside, made letters or parts of letters, or claimed by somebody."""
