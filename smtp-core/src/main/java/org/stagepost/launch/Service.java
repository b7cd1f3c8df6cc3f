package org.stagepost.launch;

/** Something that runs as long as the process: a store, a queue, a listener. */
public interface Service {
    /** Returns when it serves; an error here stops the whole start with its message. */
    void start() throws Exception;

    /**
     * Takes nothing new from outside, and waits for nothing: all services hear of a stop before the first is waited for, so that
     * what each grants its clients does not add up.
     */
    default void takeNoMore() throws Exception {}

    /** Returns when what was accepted is safe and nothing new is taken. */
    void stop() throws Exception;
}
