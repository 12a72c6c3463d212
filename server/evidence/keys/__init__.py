"""Keep the key of every blob, wrapped by the key of its group; destroying a group's key destroys its copies (4.2)."""
