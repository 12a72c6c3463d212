"""Tell a device what became of the activations behind its own last records (1.2.2.d)."""
