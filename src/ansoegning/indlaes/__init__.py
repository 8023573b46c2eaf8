"""Reading: files to nodes, and nodes to applications and rule packs. Every error has a file and a location."""
