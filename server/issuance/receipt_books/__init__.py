"""Keep the numbered receipts: books in officers' hands, ranges of tablets, what was given or spoilt (2.4)."""
