-- While the master key is changed, each key is sealed under the one that follows as well: a node may have either. NULL at all other times.
ALTER TABLE keys ADD COLUMN sealed_too {bytes};
