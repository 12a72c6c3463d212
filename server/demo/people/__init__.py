"""Makes up the people of the demonstration: names as Yanbian has them, numbers with the right check digit."""
