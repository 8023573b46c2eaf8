"""Reading: files to nodes, nodes to applications and rule packs. Every fault has a file and a place."""
