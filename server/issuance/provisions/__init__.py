"""Give tablets along what issuance knows: the block list, proxies' counts, supervisors, receipts (1.1.3, 2.4)."""
