"""Keep who collected for others, who never may, and what supervisors allowed beside the rule (1.1.3)."""
