package org.stagepost.mailstore;

/** Told that a mailbox changed; it then compares {@link Mailbox#messages} with what it has shown. */
@FunctionalInterface
public interface Watcher {
    void changed();
}
