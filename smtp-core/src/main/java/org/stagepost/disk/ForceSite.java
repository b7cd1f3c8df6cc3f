package org.stagepost.disk;

/** Why something is forced to disk, by a stable name such as {@code queue.message} or {@code maildir.new.directory}. */
public record ForceSite(String name) {
    @Override
    public String toString() {
        return name;
    }
}
