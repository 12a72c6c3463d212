"""One upload on its way in: each record gets its place, its verdict and its row (design §5)."""
